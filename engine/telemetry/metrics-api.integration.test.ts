import { execFile, spawnSync } from 'node:child_process';
import { request as rawRequest } from 'node:http';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  startTarget,
  startTestTelemetry,
  type TestTarget,
  type TestTelemetry,
  targetAt,
} from '../testing/running-telemetry.ts';

const run = promisify(execFile);
const openMetrics = { 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8' };

let telemetry: TestTelemetry;
let target: TestTarget;
let startedAt = 0;

/** A counter that goes up by one with each scrape, an exemplar, and names beyond the classic ones. */
function expose(scrape: number): string {
  return [
    '# HELP visits Visits of the shop.',
    '# TYPE visits counter',
    `visits_total{path="/a"} ${scrape} # {trace_id="t${scrape}"} 0.5`,
    `visits_total{path="/b"} ${2 * scrape}`,
    '# TYPE "shop.open" gauge',
    '{"shop.open","floor.no"="1"} 1',
    '# EOF',
    '',
  ].join('\n');
}

beforeAll(async () => {
  startedAt = Date.now() / 1_000;
  let scrape = 0;
  target = await startTarget((_, response) => {
    scrape += 1;
    response.writeHead(200, openMetrics).end(expose(scrape));
  });
  telemetry = await startTestTelemetry();
  telemetry.follow(targetAt(target.port));
  await vi.waitFor(async () => {
    const { body } = await query('visits_total{path="/a"} > 3');
    expect(body.data.result).toHaveLength(1);
  });
});
afterAll(async () => {
  await telemetry.dispose();
  await target.close();
});

const ask = (path: string, parameters: Record<string, string> = {}) =>
  telemetry.ask(`/api/v1/${path}?${new URLSearchParams(parameters)}`);
const query = (expression: string, more: Record<string, string> = {}) =>
  ask('query', { query: expression, ...more });

describe('queries', () => {
  it('answer at one time, with labels and the number as text', async () => {
    const { status, body } = await query('sum by (job) (up)');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [{ metric: { job: 'test' }, value: [expect.any(Number), '1'] }] },
    });
  });

  it.each([
    ['1 / 0', { resultType: 'scalar', result: [5, '+Inf'] }],
    ['"a\\"b"', { resultType: 'string', result: [5, 'a"b'] }],
    ['vector(1e-7)', { resultType: 'vector', result: [{ metric: {}, value: [5, '1e-07'] }] }],
  ])('answer %s', async (expression, data) => {
    expect((await query(expression, { time: '5' })).body.data).toEqual(data);
    expect((await query(expression, { time: '1970-01-01T00:00:05Z' })).body.data).toEqual(data);
  });

  it('answer over a range, by form too, with statistics when asked', async () => {
    const end = Date.now() / 1_000;
    const range = {
      query: 'visits_total',
      start: String(end - 60),
      end: String(end),
      step: '1s',
      stats: 'all',
    };
    const { status, body } = await telemetry.ask('/api/v1/query_range', {
      method: 'POST',
      body: new URLSearchParams(range),
    });
    expect([status, body.data['resultType'], body.data.result.length]).toEqual([200, 'matrix', 2]);
    const values = body.data.result[0]?.values ?? [];
    expect(values.at(-1)?.[0]).toBeGreaterThan(end - 2);
    expect(body.data['stats']).toMatchObject({
      timings: { execTotalTime: expect.any(Number) },
      samples: { totalQueryableSamples: expect.any(Number) },
    });
  });

  it('are laid out', async () => {
    const { status, body } = await ask('format_query', { query: 'sum(up)by(job)' });
    expect([status, body]).toEqual([200, { status: 'success', data: 'sum by (job) (up)' }]);
    const refused = await ask('format_query', { query: 'sum(up' });
    expect([refused.status, refused.body.error]).toEqual([
      400,
      'invalid parameter "query": 1:7: parse error: unexpected end of input in aggregation, expected "," or ")"',
    ]);
  });

  it('say that a limit cut them', async () => {
    const { body } = await query('visits_total', { limit: '1' });
    expect([body.data.result.length, body.warnings]).toEqual([1, ['results truncated due to limit']]);
  });

  it.each<[string, Record<string, string>, number, string, string]>([
    ['query', { query: 'sum(' }, 400, 'bad_data', 'invalid parameter "query": 1:'],
    ['query', { query: '1', time: 'noon' }, 400, 'bad_data', 'invalid parameter "time": cannot parse "noon"'],
    ['query', { query: '1', limit: '-1' }, 400, 'bad_data', 'limit must be non-negative'],
    ['query', { query: 'visits_total * on (job) visits_total' }, 422, 'execution', ''],
    ['query_range', { query: '1' }, 400, 'bad_data', 'invalid parameter "start"'],
    [
      'query_range',
      { query: '1', start: '2', end: '1', step: '1' },
      400,
      'bad_data',
      'must not be before start',
    ],
    ['query_range', { query: '1', start: '1', end: '2', step: '0' }, 400, 'bad_data', 'zero or negative'],
    ['query_range', { query: '1', start: '0', end: '11002', step: '1' }, 400, 'bad_data', '11,000 points'],
    ['query_range', { query: '1', start: '0', end: '1', step: 'x' }, 400, 'bad_data', 'to a valid duration'],
    ['series', {}, 400, 'bad_data', 'no match[] parameter provided'],
    ['series', { 'match[]': 'rate(a[5m])' }, 400, 'bad_data', 'invalid parameter "match[]"'],
    ['series', { 'match[]': '{job=~".*"}' }, 400, 'bad_data', 'at least one non-empty matcher'],
    ['query_exemplars', { query: 'up' }, 400, 'bad_data', 'invalid parameter "start"'],
  ])('refuse %s %j with %d', async (path, parameters, status, errorType, words) => {
    const answer = await ask(path, parameters);
    expect([answer.status, answer.body.status, answer.body.errorType]).toEqual([status, 'error', errorType]);
    expect(answer.body.error).toContain(words);
  });
});

describe('series', () => {
  it('are found by selectors, and their labels listed', async () => {
    const { body } = await ask('series', { 'match[]': 'visits_total{path="/b"}' });
    const own = { job: 'test', instance: `127.0.0.1:${target.port}` };
    expect(body.data).toEqual([{ __name__: 'visits_total', path: '/b', ...own }]);
    expect((await ask('labels', { 'match[]': 'visits_total' })).body.data).toEqual([
      '__name__',
      'instance',
      'job',
      'path',
    ]);
    expect((await ask('label/path/values')).body.data).toEqual(['/a', '/b']);
    expect((await ask('label/path/values', { start: '1', end: '2' })).body.data).toEqual([]);
    expect((await ask('label/U__floor_2e_no/values')).body.data).toEqual(['1']);
    expect((await ask('label/__name__/values', { 'match[]': '{"shop.open"}' })).body.data).toEqual([
      'shop.open',
    ]);
    expect((await query('{"shop.open", "floor.no"="1"}')).body.data.result).toHaveLength(1);
  });

  it('show exemplars', async () => {
    const range = { start: String(startedAt), end: String(Date.now() / 1_000) };
    const { body } = await ask('query_exemplars', { query: 'rate(visits_total[1m]) > 0', ...range });
    const [first] = body.data as unknown as { seriesLabels: object; exemplars: object[] }[];
    expect(first?.seriesLabels).toMatchObject({ __name__: 'visits_total', path: '/a' });
    expect(first?.exemplars[0]).toEqual({
      labels: { trace_id: expect.stringMatching(/^t\d+$/) },
      value: '0.5',
      timestamp: expect.any(Number),
    });
  });

  it('are described', async () => {
    expect((await ask('metadata', { metric: 'visits' })).body.data).toEqual({
      visits: [{ type: 'counter', help: 'Visits of the shop.', unit: '' }],
    });
    expect(Object.keys((await ask('metadata', { limit: '1' })).body.data)).toHaveLength(1);
  });
});

describe('the server', () => {
  it('says who it is, that it lives, whom it scrapes, and how it is itself', async () => {
    const root = `http://127.0.0.1:${telemetry.apiPort}`;
    for (const path of ['/-/ready', '/-/healthy']) expect((await fetch(`${root}${path}`)).status).toBe(200);
    const { body } = await ask('status/buildinfo');
    expect(body.data['version']).toMatch(/^3\.\d+\.\d+\+marty-petstore$/);
    const { activeTargets } = (await ask('targets')).body.data as unknown as { activeTargets: object[] };
    expect(activeTargets).toEqual([
      expect.objectContaining({
        scrapeUrl: `http://127.0.0.1:${target.port}/metrics`,
        health: 'up',
        lastError: '',
      }),
    ]);
    expect(await (await fetch(`${root}/metrics`)).text()).toContain('telemetry_samples_total ');
  });

  it('has no other paths and methods, and serves no other names', async () => {
    const root = `http://127.0.0.1:${telemetry.apiPort}`;
    const statusFor = async (path: string, init?: RequestInit) =>
      (await fetch(`${root}${path}`, init)).status;
    expect(await statusFor('/api/v1/nothing')).toBe(404);
    expect(await statusFor('/api/v1/label/a/b')).toBe(404);
    expect(await statusFor('/api/v1/targets', { method: 'POST' })).toBe(405);
    expect(await statusFor('/api/v1/query', { method: 'DELETE' })).toBe(405);
    const foreign = await new Promise((resolve, reject) => {
      const options = {
        port: telemetry.apiPort,
        path: '/api/v1/targets',
        headers: { host: 'rebound.example' },
      };
      rawRequest(options, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
    expect(foreign).toBe(421);
  });
});

describe('a query bomb', () => {
  const bomb = `count(${Array.from({ length: 12 }, () => 'up').join(' + on () group_left () ')}) + sum_over_time((${'sum_over_time(vector(1)[1000000:1s])'})[1000000s:1s])`;

  it('is refused within its timeout, while everything else goes on', async () => {
    const begun = performance.now();
    const refused = query(bomb, { timeout: '1s' });
    expect((await ask('targets')).status).toBe(200);
    const { status, body } = await refused;
    expect(['timeout', 'execution']).toContain(body.errorType);
    expect([503, 422]).toContain(status);
    expect(performance.now() - begun).toBeLessThan(15_000);
    expect((await query('vector(1)')).status).toBe(200);
  });

  it('ends when its client goes away', async () => {
    const client = new AbortController();
    const abandoned = telemetry.ask(`/api/v1/query?${new URLSearchParams({ query: bomb })}`, {
      signal: client.signal,
    });
    setTimeout(() => client.abort(), 100);
    await expect(abandoned).rejects.toThrow();
    expect((await query('vector(2)')).status).toBe(200);
    expect((await query('vector(3)')).status).toBe(200);
  });
});

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

describe.skipIf(!hasPromtool)('promtool (Debian package prometheus)', () => {
  const promtool = async (...words: string[]) => (await run('promtool', words)).stdout;
  const server = () => `http://127.0.0.1:${telemetry.apiPort}`;

  it('asks for an instant and a range', async () => {
    expect(await promtool('query', 'instant', server(), 'up')).toMatch(
      /^up\{instance=".+", job="test"\} => 1 @\[/,
    );
    const range = await promtool('query', 'range', '--step=1s', server(), 'visits_total{path="/a"}');
    expect(range).toMatch(/visits_total\{.+path="\/a"\} =>\n\d+ @\[/);
  });

  it('asks for series and labels', async () => {
    expect(await promtool('query', 'series', '--match=visits_total', server())).toContain('path="/b"');
    expect((await promtool('query', 'labels', server(), 'path')).trim().split('\n')).toEqual(['/a', '/b']);
  });
});
