import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Engine, type EngineOptions, type EngineProgress, startEngine } from './engine.ts';
import { isPortFree } from './machine/ports/port-allocator.ts';
import { removePostgresData } from './postgres/index.ts';
import { askArchiveDesk, writeArchive } from './testing/archive-system.ts';
import { bundleProxy } from './testing/running-mesh.ts';
import { bundleTelemetry } from './testing/running-telemetry.ts';
import { startEngineProcess } from './testing/start-engine-process.ts';

interface ScrapedTarget {
  readonly labels: Readonly<Record<string, string>>;
  readonly health: string;
}

const patience = { timeout: 30_000, interval: 50 };

let directory = '';
let distDirectory = '';
let options: EngineOptions;
let engine: Engine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'engine-'));
  distDirectory = await bundleProxy();
  await bundleTelemetry(distDirectory);
  options = { ...(await writeArchive(directory)), distDirectory };
  engine = await startEngine(options);
  await engine.ready();
});

afterAll(async () => {
  await engine?.stop();
  await removePostgresData(join(directory, 'data'));
  await rm(directory, { recursive: true, force: true });
  await rm(distDirectory, { recursive: true, force: true });
});

const askDesk = () => askArchiveDesk(options.portOffset);

async function query(text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: (await askDesk()).DATABASE_URL });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('gives a pod the database that the manifests declare, under its own role', async () => {
  expect(await askDesk()).toMatchObject({ PGHOST: '127.0.0.1', PGPORT: String(5_433 + options.portOffset) });
  expect(await query('select current_user, current_database()')).toEqual([
    { current_user: 'librarian', current_database: 'books_of_record' },
  ]);
  await query('create table books (title text)');
  await query("insert into books values ('Moby-Dick')");
});

test('starts the database again when it dies, and nothing is lost', async () => {
  const before = engine.status().postgres?.pid ?? 0;
  process.kill(before, 'SIGKILL');
  await vi.waitFor(async () => {
    expect(await query('select title from books')).toEqual([{ title: 'Moby-Dick' }]);
    expect(engine.status().postgres?.pid).not.toBe(before);
  }, patience);
});

test('starts the mesh proxy again when it dies, and requests go on', async () => {
  const before = engine.status().mesh.pid;
  process.kill(before, 'SIGKILL');
  await vi.waitFor(async () => {
    expect(engine.status().mesh.pid).not.toBe(before);
    await askDesk();
  }, patience);
});

test('scrapes what runs, and goes on when the process that does so dies', async () => {
  const jobsUp = async () => {
    const { telemetry } = engine.status();
    const response = await fetch(`http://127.0.0.1:${telemetry.prometheusPort}/api/v1/targets`);
    const { data } = (await response.json()) as { data: { activeTargets: ScrapedTarget[] } };
    return data.activeTargets.map(({ labels, health }) => `${labels['job']} ${health}`).sort();
  };
  const expected = ['engine up', 'mesh-proxy up', 'telemetry up'];
  await vi.waitFor(async () => expect(await jobsUp()).toEqual(expect.arrayContaining(expected)), patience);
  const before = engine.status().telemetry.pid;
  process.kill(before ?? 0, 'SIGKILL');
  await vi.waitFor(async () => {
    expect(engine.status().telemetry.pid).not.toBe(before);
    expect(await jobsUp()).toEqual(expect.arrayContaining(expected));
  }, patience);
  await askDesk();
});

test('keeps data and secrets over a restart', async () => {
  await engine.stop();
  engine = await startEngine(options);
  await engine.ready();
  expect(engine.status().generatedSecrets).toEqual([]);
  expect(await query('select title from books')).toEqual([{ title: 'Moby-Dick' }]);
});

test('leaves nothing running when the start fails', async () => {
  await engine.stop();
  const broken = { ...options, distDirectory: join(directory, 'app') };
  await expect(startEngine(broken)).rejects.toMatchObject({ code: 'mesh-not-started' });
  for (const port of [9_000, 5_433, 7_300]) expect(await isPortFree(port + options.portOffset)).toBe(true);
  engine = await startEngine(options);
  await engine.ready();
});

test('ends within three seconds though nobody in it does what it is told', async () => {
  const { deployments, postgres, mesh, telemetry } = engine.status();
  const pids = [deployments[0]?.pods[0]?.pid, postgres?.pid, mesh.pid, telemetry.pid].filter(
    (pid) => pid != null,
  );
  expect(pids).toHaveLength(4);
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  const startedAt = performance.now();
  await engine.stop();
  expect(performance.now() - startedAt).toBeLessThan(3_000);
  expect(pids.filter(isAlive)).toEqual([]);
  engine = await startEngine(options);
  await engine.ready();
  expect(await query('select title from books')).toEqual([{ title: 'Moby-Dick' }]);
});

test('breaks its start off when it is asked to, wherever that is, and leaves nothing', async () => {
  await engine.stop();
  for (const step of ['manifests', 'mesh', 'postgres']) {
    const abort = new AbortController();
    const onProgress = (progress: EngineProgress) => {
      if (progress.step === step) abort.abort();
    };
    const starting = startEngine({ ...options, signal: abort.signal, onProgress });
    await expect(starting, step).rejects.toMatchObject({ code: 'start-broken-off' });
    for (const port of [9_000, 5_433, 7_300]) expect(await isPortFree(port + options.portOffset)).toBe(true);
  }
  engine = await startEngine(options);
  await engine.ready();
});

async function startElsewhere() {
  const other = await startEngineProcess(options, join(directory, 'elsewhere'));
  const pods = other.status.deployments.flatMap((deployment) => deployment.pods.map(({ pid }) => pid));
  const pids = [...pods, other.status.postgres?.pid ?? null, other.status.mesh.pid].filter(
    (pid) => pid !== null,
  );
  expect(pids).toHaveLength(3);
  return { ...other, pids };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('takes everything along when an error that nobody catches ends its process', async () => {
  await engine.stop();
  const { child, pids } = await startElsewhere();
  child.send('fail');
  await once(child, 'exit');
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), patience);
});

test.skipIf(process.platform !== 'linux')(
  'clears up after an engine that was killed, and goes on',
  async () => {
    const { child, pids, status } = await startElsewhere();
    // It will not hear that the engine is gone.
    process.kill(status.mesh.pid, 'SIGSTOP');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const told: string[] = [];
    engine = await startEngine({ ...options, onProgress: ({ message }) => told.push(message) });
    await engine.ready();
    expect(told.join('\n')).toMatch(/ended what a killed engine had left: .*desk-/);
    const adopted = engine.status().postgres?.pid;
    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([adopted]), patience);
    expect(await query('select title from books')).toEqual([{ title: 'Moby-Dick' }]);
  },
);
