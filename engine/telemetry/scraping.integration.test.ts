import { gzipSync } from 'node:zlib';
import { systemClock } from '@petstore/chassis/time';
import { Matcher } from '@petstore/promql';
import { SeriesStore } from '@petstore/promql/storage';
import { afterEach, expect, it, vi } from 'vitest';
import { startTarget, targetAt } from '../testing/running-telemetry.ts';
import { MetadataStore } from './scraping/metadata-store.ts';
import { ScrapePool } from './scraping/scrape-pool.ts';
import { defaultScrapeLimits } from './scraping/scrape-target.ts';

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function scraping(listener: Parameters<typeof startTarget>[0], mostBytes = 10_000) {
  const target = await startTarget(listener);
  const store = new SeriesStore();
  const metadata = new MetadataStore();
  const problems: string[] = [];
  const pool = new ScrapePool({
    store,
    metadata,
    clock: systemClock,
    limits: { ...defaultScrapeLimits, mostBytes },
    onProblem: (message) => void problems.push(message),
  });
  ends.push(
    () => target.close(),
    () => pool.stop(),
  );
  pool.follow([targetAt(target.port, { timeoutMs: 500 })]);
  const last = (name: string) => {
    const [block] = store.select([new Matcher('__name__', '=', name)], { startMs: 0, endMs: 1e15 });
    return block?.values.at(-1);
  };
  const health = () => pool.targets[0]?.health;
  return { target, store, metadata, pool, problems, last, health };
}

const textType = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };

it('stores what a target exposes, and what the scrape was like', async () => {
  let scrapes = 0;
  const { last, metadata, health } = await scraping((request, response) => {
    expect(request.headers['x-prometheus-scrape-timeout-seconds']).toBe('0.5');
    scrapes += 1;
    const body = gzipSync(
      `# TYPE scrapes_total counter\n# HELP scrapes_total So many.\nscrapes_total ${scrapes}\n`,
    );
    response.writeHead(200, { ...textType, 'content-encoding': 'GZip' }).end(body);
  });
  await vi.waitFor(() => expect(last('scrapes_total')).toBeGreaterThan(1));
  expect([last('up'), last('scrape_samples_scraped'), last('scrape_series_added')]).toEqual([1, 1, 0]);
  expect(last('scrape_duration_seconds')).toBeLessThan(0.5);
  expect(metadata.get('scrapes_total')).toEqual({ type: 'counter', help: 'So many.', unit: '' });
  expect(health()).toBe('up');
});

it.each<[string, Parameters<typeof startTarget>[0], string]>([
  ['answers with an error', (_, response) => void response.writeHead(500).end(), 'HTTP status 500'],
  ['does not answer', () => undefined, 'no answer within 500 ms'],
  ['breaks off', (request) => void request.socket.destroy(), 'socket hang up'],
  [
    'sends too much',
    (_, response) => void response.writeHead(200, textType).end('x'.repeat(20_000)),
    'more than 10000',
  ],
  [
    'sends too much once it is decompressed',
    (_, response) =>
      void response
        .writeHead(200, { ...textType, 'content-encoding': 'gzip' })
        .end(gzipSync('x'.repeat(1_000_000))),
    'more than 10000',
  ],
  [
    'sends a page',
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'),
    'text/html',
  ],
])('calls a target down that %s', async (_, listener, message) => {
  const { last, problems, health } = await scraping(listener);
  await vi.waitFor(() => expect(last('up')).toBe(0));
  await vi.waitFor(() => expect(health()).toBe('down'));
  await vi.waitFor(() => expect(problems).toEqual([expect.stringContaining(message)]));
});

it('ends the series of a target that goes down, and those of one that is no longer wanted', async () => {
  const { target, last, pool, store } = await scraping((_, response) => {
    response.writeHead(200, textType).end('m 1\n');
  });
  await vi.waitFor(() => expect(last('m')).toBe(1));
  await target.close();
  await vi.waitFor(() => expect(last('m')).toBeNaN());
  expect(last('up')).toBe(0);
  pool.follow([]);
  await vi.waitFor(() => expect(last('up')).toBeNaN());
  expect(store.counts().refused).toEqual({ duplicate: 0, 'out-of-order': 0, 'too-old': 0, removed: 0 });
});

it('names target and line of what it cannot read, once, and keeps the rest', async () => {
  const { target, last, problems, pool } = await scraping((_, response) => {
    response.writeHead(200, textType).end('good 1\nbad line here\nalso_good 2\n');
  });
  await vi.waitFor(() => expect(last('also_good')).toBe(2));
  await vi.waitFor(() => expect(last('scrape_series_added')).toBe(0));
  expect(last('up')).toBe(1);
  expect(pool.targets[0]?.lastError).toContain('line 2: ');
  expect(problems).toEqual([
    `http://127.0.0.1:${target.port}/metrics, line 2: the value is no number: "line": bad line here`,
  ]);
});
