import { AppError } from '@petstore/chassis/errors';
import { expect, test } from 'vitest';
import { describeUsageError, runCommand } from './run-command.ts';

const unknown = { code: 'commander.unknownCommand', exitCode: 1, message: "error: unknown command 'foo'" };

async function run(command: () => Promise<number>, isJson = false) {
  const [out, err]: [string[], string[]] = [[], []];
  const exitCode = await runCommand(command, isJson, {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: {},
  });
  return { exitCode, stdout: out.join(''), stderr: err.join('') };
}

const failWith = (error: unknown) => async () => {
  throw error;
};

test('returns the exit code of a command', async () => {
  expect(await run(async () => 1)).toEqual({ exitCode: 1, stdout: '', stderr: '' });
});

test.each([
  ['invalid', 2],
  ['not-found', 2],
  ['conflict', 1],
  ['timeout', 1],
  ['unavailable', 3],
] as const)('reports an error of kind %s without a stack and exits with %i', async (kind, exitCode) => {
  const failed = await run(failWith(new AppError('some-code', kind, 'What to do.')));
  expect(failed).toEqual({ exitCode, stdout: '', stderr: 'What to do.\n' });
});

test('prints an error document with --json', async () => {
  const error = new AppError('port-taken', 'unavailable', 'Taken.', { details: { port: 1 } });
  const { stdout, stderr } = await run(failWith(error), true);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'port-taken', kind: 'unavailable', message: 'Taken.', details: { port: 1 } },
  });
  expect(stderr).toBe('Taken.\n');
});

test('shows the stack of an unexpected error', async () => {
  const { exitCode, stderr } = await run(failWith(new TypeError('oops')));
  expect(exitCode).toBe(1);
  expect(stderr).toContain('TypeError: oops\n    at ');
});

test('prints an error document for invalid usage with --json', () => {
  expect(describeUsageError(unknown, ['foo', '--json'])).toEqual({
    error: {
      code: 'usage-invalid',
      kind: 'invalid',
      message: "unknown command 'foo'",
      details: { reason: 'commander.unknownCommand' },
    },
  });
});

test('prints it also when --json is misspelt', () => {
  const message = "error: unknown option '--jsno'\n(Did you mean --json?)";
  expect(describeUsageError({ ...unknown, message }, ['status', '--jsno'])).toMatchObject({
    error: { message: "unknown option '--jsno' (Did you mean --json?)" },
  });
});

test('prints none without --json, for help, and for a value that equals the option', () => {
  expect(describeUsageError(unknown, ['foo'])).toBeNull();
  expect(describeUsageError({ ...unknown, exitCode: 0 }, ['--help', '--json'])).toBeNull();
  expect(describeUsageError(unknown, ['foo', '--', '--json'])).toBeNull();
});
