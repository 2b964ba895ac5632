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

test('hands the exit code of a command on', async () => {
  expect(await run(async () => 1)).toEqual({ exitCode: 1, stdout: '', stderr: '' });
});

test.each([
  ['invalid', 2],
  ['not-found', 2],
  ['conflict', 1],
  ['timeout', 1],
  ['unavailable', 3],
] as const)('tells an error of kind %s without a stack and exits with %i', async (kind, exitCode) => {
  const failed = await run(failWith(new AppError('some-code', kind, 'What to do.')));
  expect(failed).toEqual({ exitCode, stdout: '', stderr: 'What to do.\n' });
});

test('gives a document of the error with --json', async () => {
  const error = new AppError('port-taken', 'unavailable', 'Taken.', { details: { port: 1 } });
  const { stdout, stderr } = await run(failWith(error), true);
  expect(JSON.parse(stdout)).toEqual({
    error: { code: 'port-taken', kind: 'unavailable', message: 'Taken.', details: { port: 1 } },
  });
  expect(stderr).toBe('Taken.\n');
});

test('shows the stack of what nobody expected', async () => {
  const { exitCode, stderr } = await run(failWith(new TypeError('oops')));
  expect(exitCode).toBe(1);
  expect(stderr).toContain('TypeError: oops\n    at ');
});

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
