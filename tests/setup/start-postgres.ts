import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PgConnectionOptions } from '@petstore/chassis/postgres';
import { testServerVariable } from '@petstore/chassis/testing';
import { type RunningPostgres, removePostgresData, startPostgres } from '@petstore/engine/postgres';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser connection to the server that integration tests share. */
    postgres: PgConnectionOptions;
  }
}

/** The process id in the name identifies the owner when a test run was killed before it stopped its server. */
const folderPattern = /^petstore-test-postgres-(\d+)-/;

/** Fast settings without durability: the data is removed after the test run. */
const parameters = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  synchronous_commit: 'off',
};

let server: RunningPostgres | undefined;
let folder: string | undefined;

/** Starts one server for all integration tests of a run; tests create their own databases with `createTestDatabase`. */
export async function setup(project: TestProject): Promise<void> {
  await removeLeftovers();
  folder = await mkdtemp(join(tmpdir(), `petstore-test-postgres-${process.pid}-`));
  // When started by root, the server runs as another user, who needs access to the folder.
  await chmod(folder, 0o711);
  server = await startPostgres({ dataDirectory: folder, port: await freePort(), parameters });
  process.env[testServerVariable] = JSON.stringify(server.admin);
  project.provide('postgres', server.admin);
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (folder !== undefined) await remove(folder);
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = Number(folderPattern.exec(name)?.[1]);
    if (Number.isNaN(owner) || isRunning(owner)) continue;
    const left = join(tmpdir(), name);
    if ((await stat(left)).uid === process.getuid?.()) await remove(left);
  }
}

async function remove(directory: string): Promise<void> {
  await removePostgresData(directory);
  await rm(directory, { recursive: true, force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
