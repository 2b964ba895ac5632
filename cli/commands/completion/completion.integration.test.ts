import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from '../../create-program.ts';
import { describeProgram } from './describe-program.ts';
import { renderBash } from './render-bash.ts';

const script = renderBash(describeProgram(createProgram(async () => undefined)));

/** Bash's completions of the last word, with a system of two Deployments at port offset 5. */
function offered(...words: readonly string[]): string[] {
  const line = ['petstore', ...words].map((word) => `'${word}'`).join(' ');
  const petstore =
    'petstore() { [ "$*" = "deployments --port-offset 5" ] && printf "gateway\\nanalytics\\n"; }';
  const ask = `COMP_WORDS=(${line}); COMP_CWORD=${words.length}; _petstore; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', `${script}\n${petstore}\n${ask}`], { encoding: 'utf8' });
  return output.split('\n').filter((word) => word !== '');
}

test.each([
  ['a command', ['sta'], ['status']],
  ['an option', ['demo', '--cust'], ['--customer', '--customers']],
  ['a value of an option', ['demo', '--scenario', ''], ['complete_journey']],
  ['a kind of decision', ['what-if', 'hpa'], ['hpa-metric', 'hpa-behavior']],
  ['a shell', ['completion', ''], ['bash', 'zsh', 'fish']],
  ['a Deployment of the system that is meant', ['restart', '--port-offset', '5', 'gat'], ['gateway']],
  ['a Deployment to start', ['up', '--port-offset', '5', '--only', 'ana'], ['analytics']],
  ['no Deployment where nothing runs', ['restart', ''], []],
  ['nothing for a number', ['up', '--replicas', ''], []],
])('completes %s in bash', (_what, words, expected) => {
  expect(offered(...words)).toEqual(expected);
});

test('completes words that contain quotes', () => {
  const program = new Command('petstore').addCommand(new Command('up').description("it's: $(exit 3) `x`"));
  expect(describeProgram(program)[0]?.description).toContain("it's");
  expect(() => execFileSync('bash', ['-n'], { input: renderBash(describeProgram(program)) })).not.toThrow();
});
