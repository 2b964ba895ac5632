import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askMetrics } from './ask-metrics.ts';

let server: Server;
let origin = '';
let asked = new URL('http://nowhere');
let reply: { readonly status: number; readonly body: object };

beforeEach(async () => {
  server = createServer((request, response) => {
    asked = new URL(request.url ?? '/', origin);
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

it('queries an instant or a range in seconds', async () => {
  const data = { resultType: 'scalar', result: [1, '2'] };
  reply = { status: 200, body: { status: 'success', data, infos: ['so'] } };
  const question = { origin, expression: 'a + b', atMs: 5_500, range: null };
  expect(await askMetrics(question)).toEqual({ data, warnings: [], infos: ['so'] });
  expect([asked.pathname, ...asked.searchParams.values()]).toEqual(['/api/v1/query', 'a + b', '5.5']);
  await askMetrics({ ...question, range: { lengthMs: 5_000, stepMs: 1_000 } });
  expect([...asked.searchParams]).toEqual([
    ['query', 'a + b'],
    ['start', '0.5'],
    ['end', '5.5'],
    ['step', '1'],
  ]);
});

it.each([
  [400, 'bad_data', 'query-invalid'],
  [422, 'execution', 'query-invalid'],
  [503, 'timeout', 'query-timeout'],
  [500, 'internal', 'query-failed'],
])('reports a refusal with %d %s as %s', async (status, errorType, code) => {
  reply = { status, body: { status: 'error', errorType, error: 'because' } };
  const question = { origin, expression: 'x', atMs: 0, range: null };
  await expect(askMetrics(question)).rejects.toMatchObject({ code, message: 'because' });
});
