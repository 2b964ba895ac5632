import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createProgram } from '../../create-program.ts';
import { runCommand } from '../../run-command.ts';
import type { EvaluationDocument } from './describe-evaluation.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(content: string, ...args: readonly string[]) {
  const file = join(folder, `interactions-${Math.random()}`);
  await writeFile(file, content);
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  let exitCode = -1;
  const program = createProgram(async (command, isJson) => {
    exitCode = await runCommand(command, isJson, {
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      environment: {},
    });
  });
  await program.parseAsync(['advisor', 'evaluate', file, ...args], { from: 'user' });
  return { exitCode, file, ...written };
}

/** Interactions of users who each take only cats or only dogs, one item a day. */
function drawCsv(users = 30, days = 8): string {
  const rows = Array.from({ length: users * days }, (_, row) => {
    const [user, day] = [row % users, Math.floor(row / users)];
    const kind = user % 2 === 0 ? 'cat' : 'dog';
    const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString();
    return `u${user},${kind}-${(user + day * 3) % 11},${date}`;
  });
  return `user,item,time\n${rows.join('\n')}\n`;
}

describe('petstore advisor evaluate', () => {
  it.each([
    ['temporal', '--cutoff', '2026-01-07'],
    ['temporal', '--tune'],
    ['leave-one-out', '--model', 'ease'],
    ['random', '--k', '5'],
  ])('measures models by the protocol %s %s %s', async (protocol, ...args) => {
    const ials = ['--factors', '4', '--epochs', '2'];
    const { exitCode, stdout } = await run(drawCsv(), '--protocol', protocol, ...args, ...ials, '--json');
    expect(exitCode).toBe(0);
    const document: EvaluationDocument = JSON.parse(stdout);
    const [popularity, ease] = document.models;
    expect(document.data).toMatchObject({ rows: 240, users: 30, items: 22 });
    expect([popularity?.name, ease?.name]).toEqual(['popularity', 'ease']);
    expect(ease?.ndcgOverPopularity).toBeGreaterThan(1);
  });

  it('shows a table with both recall variants and the confidence interval', async () => {
    const { stdout } = await run(drawCsv(), '--model', 'ease', '--lambda', '5');
    expect(stdout).toContain('240 rows of 30 users and 22 items');
    expect(stdout).toMatch(/MODEL +NDCG@10 +95% +× POPULARITY +RECALL@10 \/\|T\| +\/MIN\(10,\|T\|\) +HR@10/);
    expect(stdout).toMatch(/\n {2}ease +0\.\d{4} +0\.\d{4}–/);
    expect(stdout).toContain('ease: lambda 5');
  });

  it('reads training and test from separate files in the LightGCN format', async () => {
    const test = join(folder, 'test.txt');
    await writeFile(test, '0 2\n1 3\n');
    const args = ['--protocol', 'given', '--test', test, '--model', 'ease', '--k', '2', '--json'];
    const { stdout } = await run('0 0 1\n1 0 1\n2 0 1 2\n3 1 2 3\n', ...args);
    const document: EvaluationDocument = JSON.parse(stdout);
    expect(document.protocol).toMatchObject({ testUsers: 2, testRows: 2 });
  });

  it.each([
    ['a malformed line', 'user,item,time\na,b,2026-01-01\na,b,soon\n', [], /:3: "soon" is no time/, 2],
    ['nothing', '', [], /empty/, 2],
    ['one row', 'user,item,time\na,b,2026-01-01\n', [], /nothing before/, 2],
    ['no times', 'user,item\na,b\n', [], /needs a time in every row/, 2],
    ['users of one item', 'user,item\na,b\nc,d\n', ['--protocol', 'leave-one-out'], /No user has two/, 2],
    ['a test that is not given', 'user,item\na,b\n', ['--protocol', 'given'], /needs --test FILE/, 2],
    ['a moment that is none', 'user,item\na,b\n', ['--cutoff', 'soon'], /--cutoff must be a time/, 2],
    ['a lambda of nothing', drawCsv(), ['--lambda', '0'], /lambda must be/, 2],
  ])(
    'refuses %s with a one-line message and the right exit code',
    async (_title, content, args, message, code) => {
      const { exitCode, stderr } = await run(content, ...args);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(exitCode).toBe(code);
    },
  );

  it('prints a JSON error document with --json', async () => {
    const { stdout, exitCode } = await run('user,item,value\na,b,NaN\n', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interactions-invalid', kind: 'invalid' } });
    expect(exitCode).toBe(2);
  });
});
