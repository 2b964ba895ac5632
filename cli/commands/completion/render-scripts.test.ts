import { expect, test } from 'vitest';
import { createProgram } from '../../create-program.ts';
import { describeProgram } from './describe-program.ts';
import { renderBash } from './render-bash.ts';
import { renderFish } from './render-fish.ts';
import { renderZsh } from './render-zsh.ts';

const commands = describeProgram(createProgram(async () => undefined));

test('includes every visible command and no hidden one', () => {
  const names = commands.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['up', 'down', 'status', 'logs', 'restart', 'demo', 'completion']),
  );
  expect(names).not.toContain('deployments');
  const up = commands.find(({ name }) => name === 'up');
  expect(up?.options.map(({ long }) => long)).not.toContain('--in-background');
  expect(up?.options.find(({ long }) => long === '--data')?.value).toEqual({ kind: 'folders' });
});

test.each([
  ['bash', renderBash],
  ['zsh', renderZsh],
  ['fish', renderFish],
])('includes every command and every option for %s', (_shell, render) => {
  const script = render(commands);
  for (const { name, options } of commands) {
    expect(script).toContain(name);
    for (const { long } of options) expect(script).toContain(long.replace(/^--/, ''));
  }
  expect(script).toContain('petstore deployments');
});

test('quotes characters that zsh and fish would interpret', () => {
  const odd = [{ name: 'up', description: "it's: 5", options: [], argument: null }];
  expect(renderZsh(odd)).toContain("'up:it'\\''s\\: 5'");
  expect(renderFish(odd)).toContain("-d 'it\\'s: 5'");
});
