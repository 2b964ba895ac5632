import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ScrapeTarget } from '../telemetry/scraping/scrape-target.ts';
import { startTelemetry, type TelemetryHandle } from '../telemetry/start-telemetry.ts';

/** Bundles the process and its query thread as the build does. */
export async function bundleTelemetry(directory: string): Promise<void> {
  await build({
    entryPoints: {
      'telemetry-main': join(import.meta.dirname, '..', 'telemetry', 'telemetry-main.ts'),
      'query-worker': join(import.meta.dirname, '..', 'telemetry', 'querying', 'query-worker.ts'),
    },
    outdir: join(directory, 'engine', 'telemetry'),
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Something that exposes metrics. */
export interface TestTarget {
  readonly port: number;
  close(): Promise<void>;
}

export async function startTarget(listener: RequestListener, port = 0): Promise<TestTarget> {
  const server = createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

export function targetAt(port: number, changes: Partial<ScrapeTarget> = {}): ScrapeTarget {
  return {
    url: `http://127.0.0.1:${port}/metrics`,
    pool: 'test',
    labels: { job: 'test', instance: `127.0.0.1:${port}` },
    intervalMs: 200,
    timeoutMs: 1_000,
    honorLabels: false,
    ...changes,
  };
}

/** A telemetry process with ports of its own. */
export interface TestTelemetry {
  readonly handle: TelemetryHandle;
  readonly apiPort: number;
  readonly otlpPort: number;
  readonly printed: readonly string[];
  follow(...targets: ScrapeTarget[]): void;
  /** What the API answers, with its status. */
  ask(path: string, init?: RequestInit): Promise<{ status: number; body: ApiBody }>;
  dispose(): Promise<void>;
}

interface ApiBody {
  readonly status: string;
  readonly data: { readonly result: readonly ApiSeries[] } & Readonly<Record<string, unknown>>;
  readonly errorType?: string;
  readonly error?: string;
  readonly warnings?: readonly string[];
}

interface ApiSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
  readonly values: readonly (readonly [number, string])[];
}

export async function startTestTelemetry(): Promise<TestTelemetry> {
  const distDirectory = await mkdtemp(join(tmpdir(), 'telemetry-test-'));
  await bundleTelemetry(distDirectory);
  const printed: string[] = [];
  const print = (_fields: unknown, line?: string) => void printed.push(line ?? '');
  const handle = await startTelemetry({
    hostname: 'telemetry-test',
    distDirectory,
    logger: { warn: print, error: print },
  });
  const otlpPort = await freePort();
  const apiPort = await freePort();
  const follow = (...targets: ScrapeTarget[]) =>
    handle.follow({ otlpPort, apiPort, allowedHosts: ['shop.example.com'], targets });
  follow();
  await handle.listening;
  return {
    handle,
    apiPort,
    otlpPort,
    printed,
    follow,
    async ask(path, init) {
      const response = await fetch(`http://127.0.0.1:${apiPort}${path}`, init);
      return { status: response.status, body: (await response.json()) as ApiBody };
    },
    async dispose() {
      await handle.stop();
      await rm(distDirectory, { recursive: true, force: true });
    },
  };
}
