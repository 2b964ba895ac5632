import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { readKubeconfig } from '@petstore/engine/api/access';
import { EngineStatusSchema } from '@petstore/engine/api/control';
import { type Engine, type EngineOptions, startEngine } from '@petstore/engine/engine';
import { isPortFree } from '@petstore/engine/port-allocator';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const fixture = join(import.meta.dirname, 'foreign-fixture');
const servicePorts = { lighthouse: 7010, tidepool: 7020 };
const patience = { timeout: 20_000, interval: 20 };

let directory = '';
let options: EngineOptions;
let engine: Engine;

/** A random offset at which all fixed ports are free; up to 10,900 they stay below the ports of pods. */
async function freePortOffset(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const offset = 1_000 + Math.floor(Math.random() * 9_000);
    const ports = [9_000, servicePorts.lighthouse, servicePorts.tidepool].map((port) => port + offset);
    const free = await Promise.all(ports.map(isPortFree));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('no free ports');
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'foreign-fixture-'));
  const distDirectory = join(directory, 'dist');
  await build({
    entryPoints: {
      'engine/mesh/proxy/proxy-main': join(fixture, '../../../engine/mesh/proxy/proxy-main.ts'),
    },
    outdir: distDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
  options = {
    manifestsDirectory: fixture,
    appDirectory: fixture,
    distDirectory,
    dataDirectory: join(directory, 'data'),
    portOffset: await freePortOffset(),
    logger: createLogger({ service: 'engine', level: 'warn' }),
  };
  process.env['SECRET_OF_THE_LAPTOP'] = 'not for pods';
  engine = await startEngine(options);
  await engine.ready();
});

afterAll(async () => {
  await engine?.stop();
  await rm(directory, { recursive: true, force: true });
});

function url(service: keyof typeof servicePorts, path: string): string {
  return `http://127.0.0.1:${servicePorts[service] + options.portOffset}${path}`;
}

async function getJson<T>(address: string, headers: Record<string, string> = {}): Promise<T> {
  const response = await fetch(address, { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

interface Beam {
  readonly sign: string;
  readonly oil: number;
  readonly seenByLighthouse: string | null;
  readonly tideStatus: number;
  readonly tide: { readonly level: number; readonly pod: string; readonly seenByTidepool: string | null };
}

function pods(deployment: string) {
  return engine.status().deployments.find(({ name }) => name === deployment)?.pods ?? [];
}

async function linesOf(pod: string): Promise<string[]> {
  return (await engine.logs.search({ pod })).map(({ line }) => line);
}

describe('an engine with services that are not part of this repository', () => {
  test('runs them by their manifests, and lets one call the other under its identity', async () => {
    const beam = await getJson<Beam>(url('lighthouse', '/beam'), {
      'x-forwarded-client-cert': 'URI=spiffe://me',
    });
    expect(beam).toMatchObject({ sign: 'ahoy from harbour', oil: 43, tideStatus: 200, tide: { level: 42 } });
    expect(beam.seenByLighthouse).toBeNull();
    expect(beam.tide.seenByTidepool).toBe(
      'By=spiffe://cluster.local/ns/harbour/sa/crab;URI=spiffe://cluster.local/ns/harbour/sa/keeper',
    );
  });

  test('passes nothing of its own environment to pods', async () => {
    const { names } = await getJson<{ names: string[] }>(url('lighthouse', '/environment'));
    const own = ['GREETING', 'TIDE_URL', 'WHERE', 'SIGN', 'PORT', 'HOSTNAME'];
    const inherited = ['PATH', 'HOME', 'TZ', 'LANG', 'NODE_EXTRA_CA_CERTS'];
    expect(names).toEqual(expect.arrayContaining(own));
    expect(names.filter((name) => ![...own, ...inherited].includes(name))).toEqual([]);
  });

  test('finds the lines of one correlation id in both logs', async () => {
    await getJson(url('lighthouse', '/beam'), { 'x-correlation-id': 'voyage-1' });
    const lines = await engine.logs.search({ correlationId: 'voyage-1' });
    expect(lines.map(({ deployment }) => deployment).sort()).toEqual(['lighthouse', 'tidepool']);
    const filled = await engine.logs.search({ deployment: 'tidepool' });
    expect(
      filled.filter(({ container, line }) => container === 'fill' && line.includes('filled')),
    ).toHaveLength(2);
  });

  test('restarts a replica that was killed', async () => {
    const [victim] = pods('tidepool');
    process.kill(victim?.pid ?? 0, 'SIGKILL');
    await vi.waitFor(() => {
      const same = pods('tidepool').find(({ name }) => name === victim?.name);
      expect(same).toMatchObject({
        ready: true,
        restarts: 1,
        phase: 'Running',
        lastExit: { signal: 'SIGKILL' },
      });
      expect(same?.pid).not.toBe(victim?.pid);
    }, patience);
    expect(pods('lighthouse')[0]?.restarts).toBe(0);
  });

  test('balances over added replicas, and removes them without a failed request', async () => {
    await engine.scale('tidepool', 4);
    const asked = Array.from({ length: 60 }, () => getJson<Beam>(url('lighthouse', '/beam')));
    const answered = new Set((await Promise.all(asked)).map(({ tide }) => tide.pod));
    expect(answered.size).toBe(4);

    const before = pods('tidepool').map(({ name }) => name);
    let isScaling = true;
    const statuses: number[] = [];
    const load = Array.from({ length: 4 }, async () => {
      while (isScaling) statuses.push((await getJson<Beam>(url('lighthouse', '/beam'))).tideStatus);
    });
    await engine.scale('tidepool', 1);
    isScaling = false;
    await Promise.all(load);
    expect(statuses.length).toBeGreaterThanOrEqual(4);
    expect(new Set(statuses)).toEqual(new Set([200]));

    const [left] = pods('tidepool').map(({ name }) => name);
    const gone = before.filter((name) => name !== left);
    expect(gone).toHaveLength(3);
    for (const pod of gone) {
      expect(
        (await linesOf(pod)).filter((line) => /^(draining|received SIGTERM|ended in order)$/.test(line)),
      ).toEqual(['draining', 'received SIGTERM', 'ended in order']);
    }
  });

  test('replaces every pod under load without a failed request', async () => {
    await engine.scale('tidepool', 2);
    const before = ['tidepool', 'lighthouse'].flatMap((name) => pods(name).map((pod) => pod.name));
    let isOver = false;
    const statuses: number[] = [];
    const load = Array.from({ length: 4 }, async () => {
      while (!isOver) statuses.push((await getJson<Beam>(url('lighthouse', '/beam'))).tideStatus);
    });
    await engine.restart('tidepool');
    await engine.restart('lighthouse');
    isOver = true;
    await Promise.all(load);
    expect(statuses.length).toBeGreaterThan(4);
    expect(new Set(statuses)).toEqual(new Set([200]));
    const after = ['tidepool', 'lighthouse'].flatMap((name) => pods(name).map((pod) => pod.name));
    expect(after).toHaveLength(3);
    expect(after.filter((name) => before.includes(name))).toEqual([]);
    for (const { rollout } of engine.status().deployments) expect(rollout.phase).toBe('complete');
  });

  test('answers with unavailable when there is no replica', async () => {
    await engine.scale('tidepool', 0);
    const response = await fetch(url('tidepool', '/level'));
    expect([response.status, await response.json()]).toMatchObject([503, { code: 'no-ready-endpoint' }]);
    await engine.scale('tidepool', 2);
    expect((await getJson<Beam>(url('lighthouse', '/beam'))).tideStatus).toBe(200);
  });

  test('refuses to scale an unknown Deployment, and lists the known ones', async () => {
    await expect(engine.scale('submarine', 1)).rejects.toMatchObject({
      code: 'deployment-not-found',
      message: expect.stringContaining('lighthouse, tidepool'),
    });
  });

  test('refuses a second engine on its data folder or on its ports', async () => {
    await expect(startEngine(options)).rejects.toMatchObject({ code: 'data-folder-in-use' });
    const elsewhere = { ...options, dataDirectory: join(directory, 'second') };
    await expect(startEngine(elsewhere)).rejects.toMatchObject({
      code: 'host-port-taken',
      message: expect.stringContaining(
        `Port ${9_000 + options.portOffset}, for the control API, is taken by`,
      ),
    });
    expect(await readdir(elsewhere.dataDirectory)).toEqual([]);
  });
});

describe('its control API', () => {
  const control = (path: string) => `http://127.0.0.1:${engine.controlPort}${path}`;
  const authorization = async () => {
    const kubeconfig = await readKubeconfig(options.dataDirectory);
    return { authorization: `Bearer ${kubeconfig?.token}` };
  };

  test('returns the status in its declared shape', async () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const status = await getJson(control('/status'));
    expect(ajv.validate(EngineStatusSchema, status), ajv.errorsText()).toBe(true);
    expect(status).toMatchObject({
      namespace: 'harbour',
      postgres: null,
      readyAt: expect.any(String),
      generatedSecrets: ['lamp-oil'],
      addresses: [
        { service: 'lighthouse', url: url('lighthouse', '') },
        { service: 'tidepool', url: url('tidepool', '') },
      ],
    });
  });

  test('scales and returns logs', async () => {
    const response = await fetch(control('/deployments/lighthouse/scale'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(await authorization()) },
      body: JSON.stringify({ replicas: 2 }),
    });
    expect(response.status).toBe(202);
    await vi.waitFor(() => expect(pods('lighthouse').filter(({ ready }) => ready)).toHaveLength(2), patience);
    const { entries } = await getJson<{ entries: { line: string }[] }>(
      control('/logs?deployment=lighthouse&tail=1'),
    );
    expect(entries).toHaveLength(1);
  });

  test('stops the system without leaving a process, a port or a volume', async () => {
    const status = engine.status();
    const running = status.deployments.flatMap((deployment) => deployment.pods.map(({ pid }) => pid));
    const pids = [...running, status.mesh.pid].filter((pid) => pid !== null);
    expect(pids).toHaveLength(5);
    const startedAt = performance.now();
    const stop = { method: 'POST', headers: await authorization() };
    expect((await fetch(control('/stop'), stop)).status).toBe(202);
    expect(await engine.closed).toEqual({ reason: 'stop-requested' });
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    for (const port of [...Object.values(servicePorts), 9_000]) {
      expect(await isPortFree(port + options.portOffset)).toBe(true);
    }
    const expected = ['access', 'kubeconfig', 'logs', 'manifests.json', 'objects'];
    expect((await readdir(options.dataDirectory)).sort()).toEqual(expected);
  });
});
