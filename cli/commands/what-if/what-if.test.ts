import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { runCommand } from '../../run-command.ts';
import { whatIf } from './what-if.ts';

async function ask(input: string) {
  const written = { stdout: '', stderr: '' };
  const into = (stream: keyof typeof written) => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const exitCode = await runCommand((terminal) => whatIf('alert', Readable.from([input]), terminal), false, {
    stdout: into('stdout'),
    stderr: into('stderr'),
    environment: {},
  });
  return { exitCode, ...written };
}

test('writes one document and nothing else', async () => {
  const { exitCode, stdout, stderr } = await ask('{"cases":[{"evals":[]}]}');
  expect({ exitCode, stderr, answer: JSON.parse(stdout) }).toEqual({
    exitCode: 0,
    stderr: '',
    answer: { results: [{ evaluations: [] }] },
  });
});

test('refuses invalid cases with exit code 2, one line per problem, and empty standard output', async () => {
  expect(await ask('{"cases":[{"evals":[{"t":"0","active":["x","x"]}]},{}]}')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: [
      'cases[0].evals[0].t: must be a number, but is a text: write it without quotes',
      'cases[0].evals[0].active: must name each label set once',
      'cases[1].evals: is missing: add it',
      '',
    ].join('\n'),
  });
});

test('refuses a document that is nested too deeply with exit code 2', async () => {
  expect(await ask(`{"cases": ${'['.repeat(100_000)}`)).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: 'line 1, column 110: is nested too deeply: at most 100 levels can be read\n',
  });
});
