import type { RequestListener, ServerResponse } from 'node:http';
import { Agent } from 'node:http';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { call, startBackend, type TestBackend } from '../../testing/mesh-traffic.ts';
import { endpointAt, startTestMesh, type TestMesh } from '../../testing/running-mesh.ts';

let mesh: TestMesh;
const backends: TestBackend[] = [];

async function startBackends(...handlers: RequestListener[]): Promise<TestBackend[]> {
  const started = await Promise.all(handlers.map((handle) => startBackend(handle)));
  backends.push(...started);
  return started;
}

const answerAtOnce: RequestListener = (_request, response) => void response.end('ok');
const endpointsOf = (list: readonly TestBackend[]) =>
  list.map((backend, index) => endpointAt(backend.port, `callee-${index}`));
const counts = (list: readonly TestBackend[]) => list.map((backend) => backend.requests.length);

beforeAll(async () => {
  mesh = await startTestMesh();
});
afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
});
afterAll(() => mesh.dispose());

it('shares requests out evenly among endpoints that are equally loaded', async () => {
  const three = await startBackends(answerAtOnce, answerAtOnce, answerAtOnce);
  await mesh.leadTo(...endpointsOf(three));
  for (let index = 0; index < 30; index++) await call(mesh.port);
  expect(counts(three)).toEqual([10, 10, 10]);
});

it('sends requests to the endpoint that has the fewest under way', async () => {
  const held: ServerResponse[] = [];
  const two = await startBackends((_request, response) => void held.push(response), answerAtOnce);
  await mesh.leadTo(...endpointsOf(two));
  const waiting: Promise<unknown>[] = [];
  const sendAside = () => waiting.push(call(mesh.hostPort));
  while (held.length === 0) {
    sendAside();
    await vi.waitFor(() => expect(counts(two).reduce((sum, count) => sum + count)).toBe(waiting.length));
  }
  const before = counts(two)[1] ?? 0;
  for (let index = 0; index < 12; index++) await call(mesh.port);
  expect(counts(two)).toEqual([1, before + 12]);
  for (const response of held) response.end();
  await Promise.all(waiting);
});

it('lets what an endpoint is doing finish when it is removed, and sends it nothing more', async () => {
  const held: ServerResponse[] = [];
  const [leaving, staying] = (await startBackends((_request, response) => {
    response.write('first ');
    held.push(response);
  }, answerAtOnce)) as [TestBackend, TestBackend];
  await mesh.leadTo(...endpointsOf([leaving]));
  const underWay = call(mesh.port);
  await vi.waitFor(() => expect(held).toHaveLength(1));
  const openConnections = () =>
    new Promise((resolve) => leaving.server.getConnections((_error, count) => resolve(count)));
  await mesh.leadTo(...endpointsOf([leaving, staying]).slice(1));
  for (let index = 0; index < 5; index++) expect((await call(mesh.port)).body.toString()).toBe('ok');
  let isDrained = false;
  const draining = mesh.mesh.drained('callee-0').then(() => {
    isDrained = true;
  });
  await mesh.mesh.drained('callee-1');
  expect(isDrained).toBe(false);
  held[0]?.end('last');
  await draining;
  expect((await underWay).body.toString()).toBe('first last');
  expect(counts([leaving, staying])).toEqual([1, 5]);
  await vi.waitFor(async () => expect(await openConnections()).toBe(0));
});

it('keeps the connections to endpoints that stay when others change', async () => {
  const [staying, other] = (await startBackends(answerAtOnce, answerAtOnce)) as [TestBackend, TestBackend];
  await mesh.leadTo(...endpointsOf([staying]));
  await call(mesh.port);
  await mesh.leadTo(...endpointsOf([staying, other]));
  await mesh.leadTo(...endpointsOf([staying]));
  await call(mesh.port);
  expect(staying.connections()).toBe(1);
});

it('lets the request on a listener finish when the listener is removed, and closes its connection', async () => {
  const held: ServerResponse[] = [];
  const [backend] = (await startBackends((_request, response) => void held.push(response))) as [TestBackend];
  await mesh.leadTo(endpointAt(backend.port));
  const agent = new Agent({ keepAlive: true });
  const underWay = call(mesh.port, { agent });
  await vi.waitFor(() => expect(held).toHaveLength(1));
  const whole = mesh.configuration(endpointAt(backend.port));
  await mesh.mesh.apply({ ...whole, listeners: whole.listeners.slice(1) });
  await expect(call(mesh.port)).rejects.toThrow(/ECONNREFUSED/);
  held[0]?.end('finished');
  const answer = await underWay;
  expect(answer.body.toString()).toBe('finished');
  expect(answer.headers.connection).toBe('close');
  await expect(call(mesh.port, { agent })).rejects.toThrow(/ECONNREFUSED|hang up|ECONNRESET/);
  agent.destroy();
});
