import { fileURLToPath } from 'node:url';
import { systemClock } from '@petstore/chassis/time';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { WrittenObject } from '../../api/objects/api-object.ts';
import { ObjectStore } from '../../api/store/object-store.ts';
import { paceAt } from '../../machine/pace/pace.ts';
import { isAdapterConfig, readManifests } from '../../manifests/index.ts';
import {
  startTarget,
  startTestTelemetry,
  type TestTarget,
  type TestTelemetry,
  targetAt,
} from '../../testing/running-telemetry.ts';
import { AdapterMetrics } from './adapter-metrics.ts';

const manifests = fileURLToPath(new URL('../../../operational-scaling', import.meta.url));
const store = new ObjectStore({ clock: systemClock });
let telemetry: TestTelemetry;
let targets: readonly TestTarget[] = [];
let adapter: AdapterMetrics;

/** A pod that has served ten requests more at each scrape, of which two failed, or was only probed, and not ready. */
function startPod(isBusy: boolean): Promise<TestTarget> {
  let scrapes = 0;
  return startTarget((_, response) => {
    scrapes += 1;
    const counted = (route: string, status: string, count: number) =>
      `http_server_request_duration_seconds_count{http_route="${route}",http_response_status_code="${status}"} ${count * scrapes}`;
    const lines = [
      'http_server_active_requests 0',
      `outbox_pending_events ${isBusy ? 7 : 3}`,
      counted('/ready', '503', 50),
      ...(isBusy ? [counted('/pets', '200', 8), counted('/pets', '503', 2)] : []),
    ];
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(`${lines.join('\n')}\n`);
  });
}

beforeAll(async () => {
  const { configMaps } = await readManifests(manifests);
  for (const config of configMaps.filter(isAdapterConfig))
    store.create(config as WrittenObject & { readonly kind: 'ConfigMap' });
  telemetry = await startTestTelemetry();
  targets = [await startPod(true), await startPod(false)];
  const [busy, quiet] = targets.map(({ port }, index) =>
    targetAt(port, {
      intervalMs: 1_000,
      labels: { job: 'web', instance: `i${index}`, namespace: 'petstore', pod: `web-${index}` },
    }),
  );
  if (busy !== undefined && quiet !== undefined) telemetry.follow(busy, quiet);
  adapter = new AdapterMetrics({
    store,
    query: (expression, at) => telemetry.handle.query(expression, at),
    pace: paceAt(10),
  });
});
afterAll(async () => {
  await telemetry.dispose();
  await Promise.all(targets.map((target) => target.close()));
});

const ask = (name: string, more: { readonly job?: string } = {}) =>
  adapter.ask({
    name,
    namespace: 'petstore',
    timeMs: systemClock.now(),
    objects: more.job === undefined ? { resource: 'pod', names: ['web-0', 'web-1'] } : null,
    selector: more.job === undefined ? undefined : { matchLabels: { job: more.job } },
  });

it('answers by the shipped rules, with zero for a pod that is only probed', async () => {
  await vi.waitFor(async () => {
    const answer = await ask('http_requests_per_second');
    const figures = new Map(
      'figures' in answer ? answer.figures.map((each) => [each.object, each.valueMilli]) : [],
    );
    expect(figures.get('web-1')).toBe(0);
    expect(figures.get('web-0')).toBeGreaterThan(5_000);
    expect(figures.get('web-0')).toBeLessThan(20_000);
  });
  const ratio = await ask('http_server_error_ratio');
  const failed = new Map(
    'figures' in ratio ? ratio.figures.map((each) => [each.object, each.valueMilli]) : [],
  );
  // Two of ten; what the adapter cuts off may be a thousandth.
  expect([199, 200]).toContain(failed.get('web-0'));
  expect(failed.get('web-1')).toBe(0);
});

it('answers for an external metric by its selector, the largest of all replicas', async () => {
  await vi.waitFor(async () => {
    expect(await ask('outbox_backlog_events', { job: 'web' })).toEqual({
      figures: [{ object: null, valueMilli: 7_000 }],
    });
  });
  expect(await ask('outbox_backlog_events', { job: 'nobody' })).toEqual({
    figures: [{ object: null, valueMilli: 0 }],
  });
});

it('says that no rule answers for a metric', async () => {
  expect(await ask('unheard_of')).toEqual({
    failure: 'no rule of prometheus-adapter answers for unheard_of',
  });
});
