import { mkdtemp, rm } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@petstore/chassis/logging';
import { systemClock } from '@petstore/chassis/time';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kubeletErrors, type LogStore, openLogStore } from '../../kubelet/index.ts';
import type { EngineStatus } from './engine-status.ts';
import { type ControlApi, startControlApi } from './start-control-api.ts';

let directory = '';
let logs: LogStore;
let api: ControlApi;
const beginScale = vi.fn();
const beginRestart = vi.fn();
const requestStop = vi.fn();
const token = 'the-token';

beforeEach(async () => {
  vi.resetAllMocks();
  directory = await mkdtemp(join(tmpdir(), 'control-api-'));
  const onProblem = (error: unknown) => expect.unreachable(String(error));
  logs = await openLogStore({ directory: join(directory, 'logs'), clock: systemClock, onProblem });
  const logger = createLogger({ service: 'engine', level: 'fatal' });
  const status = () => ({ namespace: 'harbour' }) as EngineStatus;
  const engine = { logs, status, beginScale, beginRestart, requestStop };
  api = await startControlApi({ port: 0, token, logger, engine });
});

afterEach(async () => {
  await api.close();
  await rm(directory, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:${api.port}${path}`;

function say(pod: string, text: string): void {
  const source = {
    deployment: pod.split('-')[0] ?? pod,
    pod,
    container: 'main',
    isMain: true,
    namespace: 'sea',
  };
  logs.writer(source).write('stdout', Buffer.from(`${text}\n`));
}

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const content = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers };
  return fetch(url(path), { method: 'POST', headers: content, body: JSON.stringify(body) });
}

/** The status for headers that fetch would not let through. */
function statusFor(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = rawRequest(url('/status'), { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.once('error', reject).end();
  });
}

test('serves nobody who asks for another name than loopback, and no page of another origin', async () => {
  expect(await statusFor({})).toBe(200);
  expect(await statusFor({ host: `localhost:${api.port}` })).toBe(200);
  expect(await statusFor({ host: 'rebound.example' })).toBe(421);
  expect(await statusFor({ origin: 'http://evil.example' })).toBe(403);
  expect((await post('/stop', {}, { origin: 'null' })).status).toBe(403);
  expect(requestStop).not.toHaveBeenCalled();
});

test('begins to scale and answers at once', async () => {
  const response = await post('/deployments/tidepool/scale', { replicas: 3 });
  expect([response.status, await response.json()]).toEqual([202, { deployment: 'tidepool', replicas: 3 }]);
  expect(beginScale).toHaveBeenCalledWith('tidepool', 3);
});

test.each([
  ['/stop', ''],
  ['/stop', 'Bearer another'],
  ['/deployments/tidepool/scale', 'Basic dGhlLXRva2Vu'],
  ['/deployments/tidepool/restart', ''],
  ['/nowhere', ''],
])('changes nothing at %s for whoever shows %j instead of the token', async (path, authorization) => {
  const response = await post(path, { replicas: 3 }, { authorization });
  expect([response.status, await response.json()]).toMatchObject([401, { code: 'token-required' }]);
  for (const change of [requestStop, beginScale, beginRestart]) expect(change).not.toHaveBeenCalled();
});

test('begins a rolling restart and answers at once', async () => {
  const response = await post('/deployments/tidepool/restart', {});
  expect([response.status, await response.json()]).toEqual([202, { deployment: 'tidepool' }]);
  expect(beginRestart).toHaveBeenCalledWith('tidepool');
});

test.each([
  { replicas: '3' },
  { replicas: -1 },
  { replicas: 1.5 },
  { replicas: 101 },
  { replicas: 1, force: true },
  {},
])('refuses to scale by %j', async (body) => {
  const response = await post('/deployments/tidepool/scale', body);
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid-request' }]);
  expect(beginScale).not.toHaveBeenCalled();
});

test('hands on what the engine refuses', async () => {
  beginScale.mockImplementation(() => {
    throw kubeletErrors.create('deployment-not-found', { message: 'there are lighthouse, tidepool' });
  });
  const response = await post('/deployments/submarine/scale', { replicas: 1 });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { code: 'deployment-not-found', detail: 'there are lighthouse, tidepool' },
  ]);
});

test('finds lines by deployment, correlation id, moment and number', async () => {
  say('a-1', '{"correlationId":"one"}');
  say('b-1', '{"correlationId":"one"}');
  say('a-1', '{"correlationId":"two"}');
  const podsOf = async (query: string) => {
    const { entries } = (await (await fetch(url(`/logs${query}`))).json()) as { entries: { pod: string }[] };
    return entries.map(({ pod }) => pod);
  };
  expect(await podsOf('')).toHaveLength(3);
  expect(await podsOf('?correlationId=one')).toEqual(['a-1', 'b-1']);
  expect(await podsOf('?deployment=a&correlationId=one')).toEqual(['a-1']);
  expect(await podsOf('?tail=1')).toHaveLength(1);
  expect(await podsOf('?since=2999-01-01T00:00:00Z')).toEqual([]);
  const noTimes = ['yesterday', '2026-11-31T00:00:00Z', '2016-12-31T23:59:60Z', '2026-01-01 00:00:00Z'];
  for (const since of noTimes)
    expect([since, (await fetch(url(`/logs?since=${since}`))).status]).toEqual([since, 400]);
  expect((await fetch(url('/logs?color=blue'))).status).toBe(400);
});

test('follows lines from the kept ones on, and ends when it closes', async () => {
  say('a-1', 'first');
  const response = await fetch(url('/logs?follow=true&deployment=a'));
  expect(response.headers.get('content-type')).toContain('application/x-ndjson');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readUntil = async (word: string) => {
    while (!text.includes(word)) {
      const part = await reader?.read();
      if (part === undefined || part.done) throw new Error('the stream ended');
      text += part.value;
    }
  };
  await readUntil('first');
  say('b-1', 'other');
  say('a-1', 'second');
  await readUntil('second');
  expect(
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).line),
  ).toEqual(['first', 'second']);
  await api.close();
  await expect(readUntil('never')).rejects.toThrow();
});

test('answers before it asks the engine to stop', async () => {
  const response = await post('/stop', {});
  expect([response.status, await response.json()]).toEqual([202, { stopping: true }]);
  await vi.waitFor(() => expect(requestStop).toHaveBeenCalledOnce());
});
