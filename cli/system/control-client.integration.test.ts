import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepKubeconfig } from '@petstore/engine/api/access';
import { lockDataFolder } from '@petstore/engine/data-folder-lock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createControlClient } from './control-client.ts';

let data = '';
let server: Server;
let status: { pid: number; dataDirectory: string; deployments: [] };
let shown: (string | undefined)[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'control-client-'));
  status = { pid: process.pid, dataDirectory: data, deployments: [] };
  shown = [];
  server = createServer((request, response) => {
    if (request.method === 'POST') shown.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(status));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.close().closeAllConnections();
  await rm(data, { recursive: true, force: true });
});

/** Whatever port the server has got. */
const offset = () => (server.address() as AddressInfo).port - 9_000;

async function stopAt(portOffset: number): Promise<void> {
  const credentials = { certificate: 'of the start', token: 'a-token' };
  await keepKubeconfig(data, { credentials, port: 6443, portOffset, namespace: 'petstore' });
  const lock = await lockDataFolder(data);
  const control = createControlClient(offset());
  await control.requestStop();
  await control.close();
  await lock.release();
}

test('shows the token of the data folder to the engine that runs on it', async () => {
  await stopAt(offset());
  expect(shown).toEqual(['Bearer a-token']);
});

test('keeps the token from a program that names the folder of a system at another offset', async () => {
  await stopAt(offset() + 1);
  expect(shown).toEqual([undefined]);
});

test('keeps the token from a program that is not the engine of the folder it names', async () => {
  status.pid = process.ppid;
  await stopAt(offset());
  expect(shown).toEqual([undefined]);
});
