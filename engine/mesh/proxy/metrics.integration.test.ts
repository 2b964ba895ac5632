import { request as openRequest } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { call, startBackend, type TestBackend } from '../../testing/mesh-traffic.ts';
import { endpointAt, freePorts, startTestMesh, type TestMesh } from '../../testing/running-mesh.ts';

let mesh: TestMesh;
let backend: TestBackend;

beforeAll(async () => {
  mesh = await startTestMesh();
  backend = await startBackend((request, response) => {
    if (request.url === '/cut') response.write('part', () => response.destroy());
    else if (request.url !== '/hang') response.writeHead(Number(request.url?.slice(1))).end('ok');
  });
});
afterAll(async () => {
  await mesh.dispose();
  await backend.close();
});

/** The value of the one sample that has all of these labels. */
async function sample(name: string, labels: Record<string, string>): Promise<number | undefined> {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  const lines = (await mesh.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`));
  const found = lines.filter((line) => wanted.every((label) => line.includes(label)));
  expect(found.length).toBeLessThan(2);
  return found[0] === undefined ? undefined : Number(found[0].split(' ').at(-1));
}

it('counts requests by caller, callee and code as Istio does', async () => {
  await mesh.leadTo(endpointAt(backend.port));
  for (const path of ['/200', '/200', '/404', '/503']) await call(mesh.port, { path });
  await call(mesh.hostPort, { path: '/200' });
  const labels = {
    ...{
      reporter: 'source',
      source_workload: 'caller',
      source_version: 'v1',
      destination_workload: 'callee',
    },
    ...{
      destination_version: 'v2',
      destination_service: 'callee.shop.svc.cluster.local',
      response_flags: '-',
    },
    source_principal: 'spiffe://cluster.local/ns/shop/sa/caller-account',
  };
  expect(await sample('istio_requests_total', { ...labels, response_code: '200' })).toBe(2);
  expect(await sample('istio_requests_total', { ...labels, response_code: '404' })).toBe(1);
  expect(await sample('istio_requests_total', { ...labels, response_code: '503' })).toBe(1);
  expect(await sample('istio_requests_total', { source_workload: 'unknown', response_code: '200' })).toBe(1);
  const durations = { ...labels, response_code: '200' };
  expect(await sample('istio_request_duration_milliseconds_count', durations)).toBe(2);
  expect(await sample('istio_request_duration_milliseconds_bucket', { ...durations, le: '+Inf' })).toBe(2);
  expect(await sample('istio_request_duration_milliseconds_sum', durations)).toBeGreaterThan(0);
});

it('flags what the proxy or a broken connection answered', async () => {
  await call(mesh.port, { path: '/cut' }).catch(() => undefined);
  expect(await sample('istio_requests_total', { response_flags: 'UC', response_code: '200' })).toBe(1);

  const hanging = openRequest({ host: '127.0.0.1', port: mesh.port, path: '/hang', agent: false }).end();
  hanging.on('error', () => undefined);
  await vi.waitFor(() => expect(backend.requests.at(-1)?.url).toBe('/hang'));
  hanging.destroy();
  await vi.waitFor(async () => {
    expect(await sample('istio_requests_total', { response_flags: 'DC', response_code: '0' })).toBe(1);
  });

  await mesh.leadTo();
  await call(mesh.port);
  const unrouted = { response_flags: 'UH', response_code: '503', destination_workload: 'unknown' };
  expect(await sample('istio_requests_total', { ...unrouted, destination_service_name: 'callee' })).toBe(1);

  const [port] = (await freePorts(1)) as [number];
  await mesh.leadTo(endpointAt(port));
  await call(mesh.port);
  expect(await sample('istio_requests_total', { response_flags: 'UF', response_code: '503' })).toBe(1);
});

it('goes on counting when pods are replaced', async () => {
  const ok = { source_workload: 'caller', response_code: '200', response_flags: '-' };
  const before = (await sample('istio_requests_total', ok)) ?? 0;
  await mesh.leadTo(endpointAt(backend.port, 'callee-2'));
  await call(mesh.port, { path: '/200' });
  expect(await sample('istio_requests_total', ok)).toBe(before + 1);
});

it('serves the process metrics beside its own', async () => {
  const text = await mesh.metrics();
  expect(text).toContain('process_cpu_seconds_total');
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});
