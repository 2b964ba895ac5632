import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { removePostgresData } from './abandoned-server.ts';
import { locatePostgresPackage } from './prepare-binaries.ts';
import { hasEnded, isAlive, isZombie } from './server-process.ts';
import { isPortOfOrphan } from './settle-orphan.ts';
import { startPostgres } from './start-postgres.ts';

let root: string;
let dataDirectory: string;
let port: number;
let progress: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'embedded-postgres-'));
  dataDirectory = root;
  await chmod(dataDirectory, 0o711);
  port = await freePort();
  progress = [];
});
afterEach(async () => {
  await removePostgresData(dataDirectory);
  await rm(root, { recursive: true, force: true });
});

const start = (parameters: Record<string, string> = {}, packageDirectory?: string) =>
  startPostgres({
    ...(packageDirectory === undefined ? {} : { packageDirectory }),
    dataDirectory,
    port,
    parameters: { fsync: 'off', ...parameters },
    onProgress: (step) => progress.push(step),
  });

/** Its initdb begins its work, as a real one does on a disk that is full. */
async function packageThatBreaksOff(): Promise<string> {
  const directory = join(dataDirectory, 'package');
  const initdb = `#!/bin/sh
    for argument; do case $argument in --pgdata=*) echo 18 > "\${argument#--pgdata=}/PG_VERSION";; esac; done
    echo 'no space left' >&2; exit 1`;
  for (const folder of ['bin', 'lib/postgresql', 'share/postgresql']) {
    await mkdir(join(directory, 'native', folder), { recursive: true });
  }
  await writeFile(join(directory, 'native/pg-symlinks.json'), '[]');
  await writeFile(join(directory, 'native/share/postgresql/postgres.bki'), '');
  await writeFile(join(directory, 'native/bin/postgres'), '', { mode: 0o755 });
  await writeFile(join(directory, 'native/bin/initdb'), initdb, { mode: 0o755 });
  return directory;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return address.port;
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

describe('startPostgres', () => {
  it('creates the data on the first start and finds it on the next', async () => {
    const first = await start();
    expect(first).toMatchObject({ host: '127.0.0.1', port, adopted: false });
    await query(first.admin, 'create table kept as select 42 as answer');
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    expect(await first.exited).toEqual({ code: 0, signal: null });
    const second = await start();
    expect(await query(second.admin, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(progress).toEqual(['creating PostgreSQL data']);
  });

  it('listens on loopback alone and obeys the parameters of the manifest', async () => {
    const { admin } = await start({ max_connections: '57', work_mem: '3MB' });
    const names = [
      'listen_addresses',
      'unix_socket_directories',
      'max_connections',
      'work_mem',
      'fsync',
      'TimeZone',
    ];
    const sql = `select name, setting from pg_settings where name in (${names.map((name) => `'${name}'`).join()})`;
    const settings = Object.fromEntries(
      (await query(admin, sql)).map(({ name, setting }) => [name, setting]),
    );
    expect(settings).toEqual({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '57',
      work_mem: '3072',
      fsync: 'off',
      TimeZone: 'UTC',
    });
  });

  it('refuses a wrong password, and has no rule that would do without one', async () => {
    const { admin } = await start();
    await expect(query({ ...admin, password: 'wrong' }, 'select 1')).rejects.toMatchObject({
      code: 'database-access-refused',
      details: { sqlState: '28P01' },
    });
    const rules = await query(admin, 'select distinct auth_method as method from pg_hba_file_rules');
    expect(rules).toEqual([{ method: 'scram-sha-256' }]);
    expect((await stat(join(dataDirectory, 'postgres', 'superuser-password'))).mode & 0o777).toBe(0o600);
  });

  it('sorts and folds text the same way on every machine', async () => {
    const { admin } = await start();
    const sql = `select datlocprovider::text as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding,
      upper('straße äé') as upper from pg_database where datname = current_database()`;
    expect(await query(admin, sql)).toEqual([
      { provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8', upper: 'STRAßE ÄÉ' },
    ]);
  });

  it('recovers what was committed when the server was killed', async () => {
    const killed = await start();
    await query(killed.admin, 'create table kept (id int primary key)');
    await query(killed.admin, 'insert into kept select generate_series(1, 1000)');
    process.kill(killed.pid, 'SIGKILL');
    expect(await killed.exited).toEqual({ code: null, signal: 'SIGKILL' });
    const recovered = await start();
    expect(recovered.adopted).toBe(false);
    expect(progress.at(-1)).toBe('recovering PostgreSQL: the earlier server has died');
    expect(await query(recovered.admin, 'select count(*) as rows from kept')).toEqual([{ rows: 1000 }]);
  });

  it('waits for what a killed server left in memory', async () => {
    const killed = await start();
    const checkpointer = "select pid from pg_stat_activity where backend_type = 'checkpointer'";
    const pid = Number((await query(killed.admin, checkpointer))[0]?.['pid']);
    process.kill(pid, 'SIGSTOP');
    process.kill(killed.pid, 'SIGKILL');
    await killed.exited;
    const recovered = start();
    const log = join(dataDirectory, 'postgres', 'server.log');
    const isBarred = async () => (await readFile(log, 'utf8')).includes('pre-existing shared memory block');
    await vi.waitUntil(isBarred, { timeout: 10_000 }).finally(() => process.kill(pid, 'SIGCONT'));
    expect((await recovered).adopted).toBe(false);
  });

  it('starts though the process id that a dead server left now belongs to another process', async () => {
    const first = await start();
    await first.stop();
    const file = join(dataDirectory, 'postgres', 'data', 'postmaster.pid');
    await writeFile(file, `${process.pid}\n${dataDirectory}\n1\n${port}\n\n127.0.0.1\n\nready\n`);
    expect((await start()).adopted).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'starts though nobody has taken note of the end of a killed server',
    async () => {
      const first = await start();
      await first.stop();
      // The shell becomes a program that never asks after the child that it has, and that outlives the shell.
      const parent = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60']);
      onTestFinished(() => void parent.kill());
      const [line] = await once(parent.stdout, 'data');
      const zombie = Number(String(line));
      await vi.waitUntil(() => isZombie(zombie));
      const file = join(dataDirectory, 'postgres', 'data', 'postmaster.pid');
      await writeFile(file, `${zombie}\n${dataDirectory}\n1\n${port}\n\n127.0.0.1\n\nready\n`);
      expect((await start()).adopted).toBe(false);
    },
  );

  it('adopts the server that an earlier engine left running', async () => {
    const left = await start();
    expect(await isPortOfOrphan({ dataDirectory, port })).toBe(true);
    const adopted = await start();
    expect(adopted).toMatchObject({ adopted: true, pid: left.pid, admin: left.admin });
    await adopted.stop();
    expect(isAlive(left.pid)).toBe(false);
    expect(await adopted.exited).toEqual({ code: null, signal: null });
    expect(await isPortOfOrphan({ dataDirectory, port })).toBe(false);
  });

  it('restarts the server that an earlier engine left running with other settings', async () => {
    const left = await start();
    const restarted = await start({ work_mem: '3MB' });
    expect(restarted.adopted).toBe(false);
    expect(await hasEnded(left.pid, 0)).toBe(true);
    expect(await query(restarted.admin, 'show work_mem')).toEqual([{ work_mem: '3MB' }]);
  });

  it('says which port is taken and what to do', async () => {
    const other = createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void other.close());
    await expect(start()).rejects.toMatchObject({
      code: 'postgres-port-taken',
      message: expect.stringContaining(`Port ${port} on 127.0.0.1`),
      details: { port },
    });
  });

  it('passes on what the server says about a parameter that it does not know', async () => {
    await expect(start({ no_such_parameter: 'on' })).rejects.toMatchObject({
      code: 'postgres-start-failed',
      message: expect.stringContaining('unrecognized configuration parameter "no_such_parameter"'),
    });
  });

  it.each(["a 'quoted' $HOME", 'a "quoted" `word`', '100% #1 é'])(
    'is installed and keeps its data in a folder named %j',
    async (name) => {
      const folder = join(dataDirectory, name);
      await cp(await locatePostgresPackage(), join(folder, 'package'), { recursive: true });
      dataDirectory = join(folder, 'data');
      const { admin } = await start({}, join(folder, 'package'));
      expect(await query(admin, 'select 42 as answer')).toEqual([{ answer: 42 }]);
    },
  );

  it('refuses a folder with a line break in its name', async () => {
    dataDirectory = join(dataDirectory, 'two\nlines');
    await expect(start()).rejects.toMatchObject({ code: 'postgres-data-unusable' });
  });

  it('begins anew after an initialization that was broken off', async () => {
    const packageDirectory = await packageThatBreaksOff();
    await expect(start({}, packageDirectory)).rejects.toMatchObject({
      code: 'postgres-start-failed',
      message: expect.stringContaining('no space left'),
    });
    expect((await start()).adopted).toBe(false);
  });

  it('says what to do when the password of existing data is gone', async () => {
    await (await start()).stop();
    await rm(join(dataDirectory, 'postgres', 'superuser-password'));
    await expect(start()).rejects.toMatchObject({
      code: 'postgres-data-unusable',
      message: expect.stringContaining('superuser-password cannot be read: restore it, or delete the folder'),
    });
  });

  it('keeps the text of failed statements out of the log', async () => {
    const { admin } = await start();
    await query(admin, "select 'a customer' / 0").catch(() => undefined);
    await query(admin, 'select 1 / 0 as card_4242').catch(() => undefined);
    const log = await readFile(join(dataDirectory, 'postgres', 'server.log'), 'utf8');
    expect(log).toContain('division by zero');
    expect(log).not.toContain('card_4242');
  });
});
