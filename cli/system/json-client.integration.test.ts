import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createJsonClient, type JsonClient } from './json-client.ts';

let server: Server;
let client: JsonClient;
let requests = 0;

afterEach(async () => {
  await client.close();
  await new Promise((resolve) => server.close(resolve));
});

async function answering(status: number, type: string, body: string): Promise<void> {
  requests = 0;
  server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(status, { 'content-type': type }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = createJsonClient({ origin: `http://127.0.0.1:${port}`, maxAttempts: 3, random: () => 0 });
}

it.each([
  'application/json',
  'Application/JSON',
  'application/problem+JSON; charset=UTF-8',
  'APPLICATION/CLOUDEVENTS+JSON ;charset=utf-8',
])('reads %s as JSON', async (type) => {
  await answering(200, type, '{"id":"ord_1"}');
  expect((await client.send({ method: 'GET', path: '/' })).body).toEqual({ id: 'ord_1' });
});

it.each([
  ['application/json-seq', '{"id":"ord_1"}'],
  ['application/json', 'ordered!'],
  ['application/json', '{"id":'],
  ['text/html', '<p>ordered</p>'],
])('reports an answer of %s that is %j as malformed, without a retry', async (type, body) => {
  await answering(200, type, body);
  const order = { method: 'POST', path: '/v1/orders', idempotencyKey: 'key-1' } as const;
  await expect(client.send(order)).rejects.toMatchObject({
    code: 'peer-answer-malformed',
    kind: 'bad-answer',
    details: { attempts: 1 },
  });
  expect(requests).toBe(1);
});

it('keeps the status of a refusal with an unreadable body', async () => {
  await answering(404, 'application/problem+json', '{');
  expect(await client.send({ method: 'GET', path: '/' })).toMatchObject({ status: 404, body: '{' });
});
