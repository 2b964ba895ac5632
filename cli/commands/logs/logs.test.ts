import { expect, test } from 'vitest';
import { sourceOf } from './logs.ts';

test('says of an unknown name that Deployments and pods can be named, and where their names are', () => {
  const status = { deployments: [], portOffset: 150 };
  expect(() => sourceOf('nonsense', status)).toThrow(
    /no Deployment and no pod "nonsense".*npx petstore status --port-offset 150/,
  );
});
