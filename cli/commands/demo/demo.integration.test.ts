import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { requireCustomer } from './demo.ts';

let server: Server;
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function gatewayThatAnswers(status: number, code: string): Promise<string> {
  server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code, status, title: code, detail: code }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('reports an unknown customer as invalid input', async () => {
  const url = await gatewayThatAnswers(404, 'customer-unknown');
  await expect(requireCustomer('nobody', url)).rejects.toMatchObject({
    code: 'customer-unknown',
    kind: 'not-found',
    message: expect.stringContaining('"nobody"'),
  });
});

test('does not take a failing shop for an unknown customer', async () => {
  const url = await gatewayThatAnswers(500, 'bug');
  await expect(requireCustomer('customer-001', url)).rejects.toMatchObject({ code: 'bug' });
});
