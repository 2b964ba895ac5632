import { AppError } from '@petstore/chassis/errors';
import { expect, test } from 'vitest';
import { errorOf, isStartFailure, startFailureOf } from './start-failure.ts';

const acrossProcesses = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('transfers an error to the other process unchanged', () => {
  const error = new AppError('port-taken', 'unavailable', 'Taken.', { details: { port: 1 } });
  const arrived = acrossProcesses(startFailureOf(error));
  expect(isStartFailure(arrived) && errorOf(arrived)).toMatchObject({
    code: 'port-taken',
    kind: 'unavailable',
    message: 'Taken.',
    details: { port: 1 },
  });
});

test('transfers an unexpected error with its stack, as a bug', () => {
  const { failure } = startFailureOf(new TypeError('oops'));
  expect(failure.kind).toBe('bug');
  expect(failure.message).toContain('TypeError: oops\n    at ');
});
