import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { benchmarkErrors } from '../errors.ts';
import { findFreePorts } from '../processes/find-free-ports.ts';
import { findProgram } from '../processes/find-program.ts';
import type { Lifetime } from '../processes/lifetime.ts';
import { runProcess, startProcess } from '../processes/start-process.ts';
import { type SampleSeries, writeOpenMetrics } from './sample-series.ts';

export interface Prometheus {
  readonly version: string;
  /** Evaluation time in seconds as Prometheus reports it, and the number of points in the result. */
  query(text: string, range: QueryRange): Promise<{ readonly seconds: number; readonly points: number }>;
}

interface QueryRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result: readonly { readonly values: readonly unknown[] }[];
    readonly stats: { readonly timings: { readonly evalTotalTime: number } };
  };
}

/** Starts the installed Prometheus with the series, one file each; null where it is not installed. */
export async function startPrometheus(
  sets: readonly (readonly SampleSeries[])[],
  { directory, lifetime }: { directory: string; lifetime: Lifetime },
): Promise<Prometheus | null> {
  const [prometheus, promtool] = await Promise.all([findProgram('prometheus'), findProgram('promtool')]);
  if (prometheus === null || promtool === null) return null;
  const data = join(directory, 'data');
  await mkdir(data);
  for (const [index, series] of sets.entries()) {
    const file = join(directory, `samples-${index}.txt`);
    await writeOpenMetrics(file, series);
    const args = ['tsdb', 'create-blocks-from', 'openmetrics', file, data];
    await runProcess({ command: promtool, args, lifetime });
  }
  const configuration = join(directory, 'prometheus.yml');
  await writeFile(configuration, 'global: {}\n');
  const [port = 0] = await findFreePorts(1);
  await startProcess({
    command: prometheus,
    args: [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${data}`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    lifetime,
  });
  const address = `http://127.0.0.1:${port}`;
  await untilReady(address, lifetime.signal);
  const version = await runProcess({ command: prometheus, args: ['--version'], lifetime });
  return {
    version: /version ([0-9.]+)/.exec(version)?.[1] ?? 'unknown',
    query: (text, range) => ask(address, text, range),
  };
}

async function untilReady(address: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const isReady = await fetch(`${address}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady) return;
    await delay(100);
  }
  throw benchmarkErrors.create('benchmark-process-failed', {
    message: 'The installed Prometheus did not become ready within 120 s.',
  });
}

async function ask(address: string, query: string, range: QueryRange) {
  const body = new URLSearchParams({
    query,
    start: String(range.startMs / 1000),
    end: String(range.endMs / 1000),
    step: String(range.stepMs / 1000),
    stats: 'true',
  });
  const response = await fetch(`${address}/api/v1/query_range`, { method: 'POST', body });
  const answer = (await response.json()) as Answer;
  if (answer.data === undefined)
    throw benchmarkErrors.create('benchmark-process-failed', {
      message: `Prometheus refused ${query}: ${answer.error}`,
    });
  const points = answer.data.result.reduce((sum, { values }) => sum + values.length, 0);
  return { seconds: answer.data.stats.timings.evalTotalTime, points };
}
