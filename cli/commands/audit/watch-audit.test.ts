import { AppError } from '@petstore/chassis/errors';
import { expect, it } from 'vitest';
import { createTerminal } from '../../terminal/terminal.ts';
import type { Finding } from './finding.ts';
import { type AuditWatch, auditUntil } from './watch-audit.ts';

const lost: Finding = { invariant: 'I1', subject: 'ord_1', detail: 'nobody knows it' };
const away = new AppError('audit-book-unreadable', 'unavailable', 'The database events cannot be audited.');

type Seen = readonly Finding[] | Error | 'never';

/** Runs a watch over these results, one per audit, and stops it after the last. */
async function watch(looks: readonly Seen[], { isJson = false, hasEnded = false } = {}) {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = createTerminal({
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
    environment: {},
    isJson,
  });
  const stop = new AbortController();
  const left = [...looks];
  const books: AuditWatch = {
    async look() {
      const seen = left.shift();
      if (left.length === 0) queueMicrotask(() => setImmediate(() => stop.abort()));
      if (seen === 'never' || seen === undefined) return new Promise<never>(() => undefined);
      if (seen instanceof Error) throw seen;
      return seen;
    },
    hasEnded: async () => hasEnded,
    signal: stop.signal,
    everyMs: 1,
  };
  const exitCode = await auditUntil(books, terminal);
  const lines = out.join('').trimEnd().split('\n');
  return { exitCode, lines: lines.map((line) => line.replace(/^\S+Z {2}/, '')), notes: err.join('') };
}

it('reports a finding when it appears and when it is gone', async () => {
  const { exitCode, lines } = await watch([[], [lost], [lost], []]);
  expect(lines.slice(0, 6)).toEqual([
    'every invariant holds',
    'I1 ord_1: nobody knows it',
    '1 contradiction',
    '1 contradiction',
    'I1 ord_1: holds again',
    'every invariant holds',
  ]);
  expect(exitCode).toBe(0);
});

it.each([true, false])(
  'exits with 1 when the last audit found something, with --json: %s',
  async (isJson) => {
    expect((await watch([[], [lost]], { isJson })).exitCode).toBe(1);
  },
);

it('continues while a database is unavailable and keeps the earlier findings', async () => {
  const { exitCode, lines } = await watch([[lost], away, away, [lost], []]);
  expect(lines.slice(0, 6)).toEqual([
    'I1 ord_1: nobody knows it',
    '1 contradiction',
    away.message,
    away.message,
    '1 contradiction',
    'I1 ord_1: holds again',
  ]);
  expect(exitCode).toBe(0);
});

it('does not report success when the databases could not be read', async () => {
  const { exitCode, lines } = await watch([[], away], { isJson: true });
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ ok: null, error: { code: 'audit-book-unreadable' } });
  expect(exitCode).toBe(1);
});

it('ends with the system and takes the exit code from the last audit that could be done', async () => {
  const { exitCode, notes } = await watch([[], away, 'never'], { hasEnded: true });
  expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: 'The system has ended.\n' });
});

it('fails when the first audit is impossible, and on a bug of the audit itself', async () => {
  await expect(watch([away])).rejects.toBe(away);
  const wrong = new AppError('database-error', 'bug', 'no such column');
  await expect(watch([[], wrong])).rejects.toBe(wrong);
});

it('does not wait for a running audit when it is stopped', async () => {
  expect((await watch([[], 'never'])).exitCode).toBe(0);
});
