import { AppError } from '@petstore/chassis/errors';
import { expect, test } from 'vitest';
import { runCommand } from './run-command.ts';

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
