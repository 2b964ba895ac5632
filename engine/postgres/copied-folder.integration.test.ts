import { execFileSync } from 'node:child_process';
import {
  chmod,
  cp,
  lchown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { postgresOf, removePostgresData, stopPostgresOf } from './abandoned-server.ts';
import { isAlive } from './server-process.ts';
import { type RunningPostgres, startPostgres } from './start-postgres.ts';

let folder: string;
let original: string;
let copy: string;
let system: string;
const started: RunningPostgres[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'copied-folder-'));
  await chmod(folder, 0o711);
  original = join(folder, 'clone', 'data');
  copy = join(folder, 'clone', 'copy');
  system = join(folder, 'system');
  await mkdir(original, { recursive: true });
  await chmod(join(folder, 'clone'), 0o711);
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ stop }) => stop()));
  await rm(folder, { recursive: true, force: true });
});

async function start(dataDirectory: string, onProgress?: (step: string) => void): Promise<RunningPostgres> {
  const port = await freePort();
  const parameters = { fsync: 'off' };
  const progress = onProgress === undefined ? {} : { onProgress };
  const running = await startPostgres({
    dataDirectory,
    port,
    parameters,
    systemDirectories: [system],
    ...progress,
  });
  started.push(running);
  return running;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** As `cp -a` does. */
async function copyFolder(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  const { uid, gid, mode } = await stat(from);
  await chmod(to, mode);
  if (process.getuid?.() === 0) await giveLike(from, to, { uid, gid });
}

async function giveLike(from: string, to: string, owner: { uid: number; gid: number }): Promise<void> {
  await lchown(to, owner.uid, owner.gid);
  if (!(await stat(from)).isDirectory()) return;
  await chmod(to, (await stat(from)).mode);
  for (const name of await readdir(from))
    await giveLike(join(from, name), join(to, name), await stat(join(from, name)));
}

async function query(connection: PgConnectionOptions, sql: string) {
  const pool = createPool({
    connection,
    maxConnections: 1,
    applicationName: 'test',
    onError: () => undefined,
  });
  try {
    return (await pool.query(unnamedStatement<Record<string, unknown>>(sql))).rows;
  } finally {
    await pool.close();
  }
}

const keep = ({ admin }: RunningPostgres) => query(admin, 'create table kept as select 42 as answer');
const kept = ({ admin }: RunningPostgres) => query(admin, 'select answer from kept');
const homeOf = async (directory: string) =>
  (await readFile(join(directory, 'postgres', 'location'), 'utf8')).split('\n')[0] ?? '';

describe('a copied data folder with its databases in it', () => {
  it('neither ends nor adopts the server of the original, and gets one of its own', async () => {
    const first = await start(original);
    await keep(first);
    await copyFolder(original, copy);
    expect(await stopPostgresOf(copy)).toBe(false);
    const steps: string[] = [];
    const second = await start(copy, (step) => steps.push(step));
    expect(second).toMatchObject({ adopted: false });
    expect(second.pid).not.toBe(first.pid);
    expect(steps.join()).toContain('stop the original and copy again');
    await removePostgresData(copy);
    expect(isAlive(second.pid)).toBe(false);
    expect(await kept(first)).toEqual([{ answer: 42 }]);
  });

  it('writes no new password into the file that its link leads to', async () => {
    await (await start(original)).stop();
    const password = join(original, 'postgres', 'superuser-password');
    await rename(password, join(folder, 'password'));
    await symlink(join(folder, 'password'), password);
    await copyFolder(original, copy);
    await rm(join(copy, 'postgres', 'data'), { recursive: true });
    await start(copy);
    expect((await start(original)).adopted).toBe(false);
  });
});

/** Puts a part of a data folder elsewhere, with a link in its place. */
async function moveOut(...names: readonly string[]): Promise<string> {
  const big = join(folder, 'big');
  await rename(join(original, 'postgres', ...names), big);
  await symlink(big, join(original, 'postgres', ...names));
  return big;
}

async function deleteRecords(home: string): Promise<void> {
  for (const name of await readdir(home)) if (name.startsWith('owner.')) await rm(join(home, name));
}

describe.each([
  ['its postgres folder', []],
  ['its data', ['data']],
  ['its write-ahead log', ['data', 'pg_wal']],
])('a data folder with a link to %s', (_title, names) => {
  let big: string;

  beforeEach(async () => {
    const first = await start(original);
    await keep(first);
    await first.stop();
    big = await moveOut(...names);
  });

  it('is refused as a copy, and the original runs on', async () => {
    const first = await start(original);
    await copyFolder(original, copy);
    expect(await postgresOf(copy)).toBe(null);
    expect(await stopPostgresOf(copy)).toBe(false);
    await expect(start(copy)).rejects.toMatchObject({ code: 'postgres-data-unusable' });
    expect(await removePostgresData(copy)).toEqual({ home: big, reason: 'foreign' });
    expect(await kept(first)).toEqual([{ answer: 42 }]);
    expect(await removePostgresData(original)).toBe(null);
    expect(isAlive(first.pid)).toBe(false);
    await expect(stat(big)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('loses nothing when a copy is deleted before either was started', async () => {
    await copyFolder(original, copy);
    expect(await removePostgresData(copy)).toEqual({ home: big, reason: 'unrecorded' });
    expect(await kept(await start(original))).toEqual([{ answer: 42 }]);
  });

  it('is copied by the commands that the refusal names', async () => {
    const first = await start(original);
    await first.stop();
    await copyFolder(original, copy);
    const refusal = await start(copy).catch(String);
    const command = /^ {2}(cp -a .*)$/m.exec(String(refusal))?.[1] ?? 'false';
    execFileSync('sh', ['-c', command]);
    const [again, second] = [await start(original), await start(copy)];
    expect(second.pid).not.toBe(again.pid);
    expect(await kept(second)).toEqual([{ answer: 42 }]);
    expect(await removePostgresData(copy)).toBe(null);
    expect(await kept(again)).toEqual([{ answer: 42 }]);
  });

  // A server cannot be found from its write-ahead log alone.
  if (names.length < 2) {
    it('refuses a copy while a server runs on what no record names', async () => {
      const first = await start(original);
      await deleteRecords(big);
      await copyFolder(original, copy);
      expect(await stopPostgresOf(copy)).toBe(false);
      const message = expect.stringContaining(`kill -INT ${first.pid}`);
      await expect(start(copy)).rejects.toMatchObject({ code: 'postgres-data-unusable', message });
      expect(await kept(first)).toEqual([{ answer: 42 }]);
    });

    it('says that the linked databases are missing', async () => {
      await rm(big, { recursive: true });
      await expect(start(original)).rejects.toMatchObject({
        code: 'postgres-data-unusable',
        message: expect.stringMatching(/does not exist[\s\S]*rm -r /),
      });
    });
  }
});

describe.runIf(process.getuid?.() === 0 && process.platform === 'linux')(
  'a data folder with its databases elsewhere',
  () => {
    beforeEach(() => chmod(join(folder, 'clone'), 0o700));

    it('is refused as a copy while the original runs on, and says how to copy', async () => {
      const first = await start(original);
      await keep(first);
      await copyFolder(original, copy);
      expect(await stopPostgresOf(copy)).toBe(false);
      const refused = start(copy);
      await expect(refused).rejects.toMatchObject({
        code: 'postgres-data-unusable',
        message: expect.stringMatching(/copy of .*\/data, [\s\S]*petstore down --data [\s\S]*cp -a/),
      });
      expect(await kept(first)).toEqual([{ answer: 42 }]);
    });

    it('loses nothing when a copy is deleted', async () => {
      const first = await start(original);
      await keep(first);
      await copyFolder(original, copy);
      await removePostgresData(copy);
      expect(await kept(first)).toEqual([{ answer: 42 }]);
      await first.stop();
      expect(await kept(await start(original))).toEqual([{ answer: 42 }]);
    });

    it('is copied by the commands that the refusal names', async () => {
      const first = await start(original);
      await keep(first);
      await first.stop();
      await copyFolder(original, copy);
      const refusal = await start(copy).catch(String);
      const command = /^ {2}(cp -a .*)$/m.exec(String(refusal))?.[1] ?? 'false';
      execFileSync('sh', ['-c', command]);
      const [again, second] = [await start(original), await start(copy)];
      expect(second.pid).not.toBe(again.pid);
      expect(await kept(second)).toEqual([{ answer: 42 }]);
      await removePostgresData(copy);
      expect(await kept(again)).toEqual([{ answer: 42 }]);
    });

    it('goes on with its databases when it was moved', async () => {
      const first = await start(original);
      await keep(first);
      await first.stop();
      await rename(original, copy);
      const second = await start(copy);
      expect(await kept(second)).toEqual([{ answer: 42 }]);
      const home = await homeOf(copy);
      await removePostgresData(copy);
      await expect(stat(home)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('keeps its databases when it was moved and another one takes its place', async () => {
      const first = await start(original);
      await keep(first);
      await first.stop();
      await rename(original, copy);
      await mkdir(original);
      await start(original);
      expect(await kept(await start(copy))).toEqual([{ answer: 42 }]);
    });

    it('is refused as a copy whose home, copied by hand, is a link to that of the original', async () => {
      await (await start(original)).stop();
      const home = await homeOf(original);
      const big = join(folder, 'big');
      await rename(home, big);
      await symlink(big, home);
      const first = await start(original);
      await copyFolder(original, copy);
      const command = /^ {2}cp -a (.*) (\S+) && (echo .*)$/m.exec(String(await start(copy).catch(String)));
      const [, , own = '', claim = 'false'] = command ?? [];
      await symlink(big, own);
      execFileSync('sh', ['-c', claim]);
      await expect(start(copy)).rejects.toMatchObject({ code: 'postgres-data-unusable' });
      expect(await removePostgresData(copy)).toEqual({ home: big, reason: 'foreign' });
      expect(isAlive(first.pid)).toBe(true);
      expect(await removePostgresData(original)).toBe(null);
      await expect(stat(big)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('says that its databases are gone, and how to begin anew', async () => {
      await (await start(original)).stop();
      await rm(await homeOf(original), { recursive: true });
      await expect(start(original)).rejects.toMatchObject({
        code: 'postgres-data-unusable',
        message: expect.stringMatching(/does not exist[\s\S]*restore[\s\S]*rm .*location/),
      });
      await rm(join(original, 'postgres', 'location'));
      expect((await start(original)).adopted).toBe(false);
    });

    it('keeps databases that an engine without records made, and refuses its copy', async () => {
      const first = await start(original);
      await keep(first);
      await first.stop();
      const home = await homeOf(original);
      await deleteRecords(home);
      await writeFile(join(original, 'postgres', 'location'), `${home}\n`);
      await copyFolder(original, copy);
      await expect(start(copy)).rejects.toMatchObject({ code: 'postgres-data-unusable' });
      expect(await kept(await start(original))).toEqual([{ answer: 42 }]);
      await expect(start(copy)).rejects.toMatchObject({ code: 'postgres-data-unusable' });
    });
  },
);
