import { expect, test } from 'vitest';
import { sourceOf } from './logs.ts';

test('names the known Deployments, and the command that lists pods, for an unknown name', () => {
  const status = { deployments: [], portOffset: 150 };
  expect(() => sourceOf('nonsense', status)).toThrow(
    /no Deployment and no pod "nonsense".*npx petstore status --port-offset 150/,
  );
});
