import { expect, test } from 'vitest';
import { createTerminal } from './terminal.ts';

function captured(isTTY = false, columns = 100) {
  const texts: string[] = [];
  return { write: (text: string) => texts.push(text), isTTY, columns, text: () => texts.join('') };
}

function terminalOf(options: { isJson: boolean; isTTY?: boolean; environment?: Record<string, string> }) {
  const { isJson, isTTY = false, environment = {} } = options;
  const stdout = captured(isTTY);
  const stderr = captured(isTTY);
  return { stdout, stderr, terminal: createTerminal({ stdout, stderr, environment, isJson }) };
}

test('writes prose to standard output and no document', () => {
  const { stdout, stderr, terminal } = terminalOf({ isJson: false });
  terminal.say('hello');
  terminal.document({ a: 1 });
  expect([stdout.text(), stderr.text()]).toEqual(['hello\n', '']);
});

test('reserves standard output for the document with --json', () => {
  const { stdout, stderr, terminal } = terminalOf({ isJson: true });
  terminal.say('hello');
  terminal.document({ a: 1 });
  expect(JSON.parse(stdout.text())).toEqual({ a: 1 });
  expect(stderr.text()).toBe('hello\n');
});

test('writes a stream as one document per line', () => {
  const { stdout, terminal } = terminalOf({ isJson: true });
  terminal.record({ a: 'x\ny' });
  terminal.record({ a: 2 });
  expect(stdout.text()).toBe('{"a":"x\\ny"}\n{"a":2}\n');
});

test('writes secondary output to standard error, and documents unchanged', () => {
  const { stdout, stderr, terminal } = terminalOf({ isJson: false });
  const aside = terminal.aside();
  aside.say('starting');
  terminal.say('done');
  expect([stdout.text(), stderr.text()]).toEqual(['done\n', 'starting\n']);
  expect(aside.isJson).toBe(false);
});

test('has a width and rewritable lines on a terminal only', () => {
  expect(terminalOf({ isJson: false }).terminal).toMatchObject({ columns: Infinity, isLive: false });
  expect(terminalOf({ isJson: false, isTTY: true }).terminal).toMatchObject({ columns: 100, isLive: true });
  const dumb = terminalOf({ isJson: false, isTTY: true, environment: { TERM: 'dumb' } }).terminal;
  expect(dumb).toMatchObject({ columns: 100, isLive: false });
});
