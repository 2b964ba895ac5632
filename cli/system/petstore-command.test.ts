import { expect, test } from 'vitest';
import { anotherOffset, petstoreCommand } from './petstore-command.ts';

test('names the offset only when it is not 0', () => {
  expect(petstoreCommand('status', 0)).toBe('npx petstore status');
  expect(petstoreCommand('status', 150)).toBe('npx petstore status --port-offset 150');
});

test('proposes a valid offset', () => {
  expect([0, 150, 10_900].map(anotherOffset)).toEqual([100, 250, 0]);
});
