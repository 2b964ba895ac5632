import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type PgConnectionOptions, unnamedStatement } from '@petstore/chassis/postgres';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removePostgresData } from './abandoned-server.ts';
import { locatePostgresPackage } from './prepare-binaries.ts';
import { startPostgres } from './start-postgres.ts';

let folder: string;
let clone: string;
let dataDirectory: string;
let system: string;
let port: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'postgres-as-root-'));
  await chmod(folder, 0o711);
  clone = join(folder, 'clone');
  await mkdir(clone, { mode: 0o755 });
  dataDirectory = join(clone, 'data');
  system = join(folder, 'system');
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  port = (probe.address() as { port: number }).port;
  await new Promise((resolve) => probe.close(resolve));
});
afterEach(async () => {
  await removePostgresData(dataDirectory);
  await rm(folder, { recursive: true, force: true });
});

const start = (packageDirectory?: string) =>
  startPostgres({
    dataDirectory,
    port,
    parameters: { fsync: 'off' },
    systemDirectories: [system],
    ...(packageDirectory === undefined ? {} : { packageDirectory }),
  });

/** The package as npm unpacks it when install scripts do not run: without its symbolic links. */
async function installPackage(into: string): Promise<string> {
  const { links } = await readLinks(await locatePostgresPackage());
  await cp(await locatePostgresPackage(), into, {
    recursive: true,
    filter: (path) => !links.some((link) => path.endsWith(`/${link}`)),
  });
  return into;
}

async function readLinks(packageDirectory: string): Promise<{ links: readonly string[] }> {
  const text = await readFile(join(packageDirectory, 'native', 'pg-symlinks.json'), 'utf8');
  return { links: (JSON.parse(text) as { target: string }[]).map(({ target }) => target) };
}

async function ownerOf(pid: number): Promise<number> {
  return (await stat(`/proc/${pid}`)).uid;
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

describe.runIf(process.getuid?.() === 0 && process.platform === 'linux')('startPostgres as root', () => {
  it('runs the server as nobody, in the data folder when nobody may reach it', async () => {
    const { pid } = await start();
    expect(await ownerOf(pid)).toBe(65_534);
    expect((await stat(join(dataDirectory, 'postgres', 'data'))).uid).toBe(65_534);
    await expect(stat(system)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('keeps binaries and data elsewhere when the clone is closed to others, and finds them again', async () => {
    await chmod(clone, 0o700);
    const packageDirectory = await installPackage(join(clone, 'package'));
    const first = await start(packageDirectory);
    expect(await ownerOf(first.pid)).toBe(65_534);
    await query(first.admin, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start(packageDirectory);
    expect(await query(second.admin, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect((await start(packageDirectory)).adopted).toBe(true);
    const kept = await readdir(system);
    expect(kept).toEqual([expect.stringMatching(/^data-/), expect.stringMatching(/^postgres-/)]);
  });

  it('does not find the data again that belonged to a deleted data folder', async () => {
    await chmod(clone, 0o700);
    const forgotten = await start();
    await query(forgotten.admin, 'create table forgotten as select 1');
    await forgotten.stop();
    await rm(dataDirectory, { recursive: true });
    const { admin, adopted } = await start();
    expect(adopted).toBe(false);
    expect(await query(admin, "select to_regclass('forgotten') as found")).toEqual([{ found: null }]);
    // Nobody can tell a folder that was deleted from one that was moved.
    expect((await readdir(system)).filter((name) => name.startsWith('data-'))).toHaveLength(2);
  });

  it('refuses to leave data behind that it can no longer reach', async () => {
    await (await start()).stop();
    await chmod(clone, 0o700);
    await expect(start()).rejects.toMatchObject({
      code: 'postgres-data-unusable',
      message: expect.stringContaining('let others search'),
    });
    await chmod(clone, 0o755);
  });

  it('does not trust a system folder that others may write', async () => {
    await chmod(clone, 0o700);
    await mkdir(system);
    await chmod(system, 0o777);
    await expect(start()).rejects.toMatchObject({ code: 'postgres-data-unusable' });
  });

  it('makes the links that npm left out of the package', async () => {
    const packageDirectory = await installPackage(join(clone, 'package'));
    await start(packageDirectory);
    const { links } = await readLinks(packageDirectory);
    for (const link of links) expect((await stat(join(packageDirectory, link))).isFile()).toBe(true);
  });
});
