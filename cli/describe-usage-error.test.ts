import { expect, test } from 'vitest';
import { describeUsageError } from './describe-usage-error.ts';

const unknown = { code: 'commander.unknownCommand', exitCode: 1, message: "error: unknown command 'foo'" };

test('gives a document of bad usage to whoever asks for documents', () => {
  expect(describeUsageError(unknown, ['foo', '--json'])).toEqual({
    error: {
      code: 'usage-invalid',
      kind: 'invalid',
      message: "unknown command 'foo'",
      details: { reason: 'commander.unknownCommand' },
    },
  });
});

test('does so also for who misspelt it', () => {
  const message = "error: unknown option '--jsno'\n(Did you mean --json?)";
  expect(describeUsageError({ ...unknown, message }, ['status', '--jsno'])).toMatchObject({
    error: { message: "unknown option '--jsno' (Did you mean --json?)" },
  });
});

test('gives none for prose, for help, and for what only looks like the option', () => {
  expect(describeUsageError(unknown, ['foo'])).toBeNull();
  expect(describeUsageError({ ...unknown, exitCode: 0 }, ['--help', '--json'])).toBeNull();
  expect(describeUsageError(unknown, ['foo', '--', '--json'])).toBeNull();
});
