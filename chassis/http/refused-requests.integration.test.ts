import { connect } from 'node:net';
import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import { closeOpened, serve } from '../testing/http-peers.ts';
import type { RequestRecord } from './request-record.ts';

afterEach(closeOpened);

const schema = { body: Type.Object({ count: Type.Integer() }, { additionalProperties: false }) };

/** A service with one route, and its request records. */
async function serveCounts() {
  const records: RequestRecord[] = [];
  const { url } = await serve((server) => void server.post('/', { schema }, async () => ({})), {
    recordRequest: (record) => records.push(record),
  });
  return { url, records };
}

/** Everything answered to the bytes until the connection ends. */
function write(url: string, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
}

const request = (line: string) =>
  `POST / HTTP/1.1\r\nHost: a\r\nX-Correlation-Id: cart-7\r\nContent-Type: application/json\r\n${line}Content-Length: 11\r\n\r\n{"count":1}`;

describe('an expectation', () => {
  it.each([
    ['that nobody knows', 'x'],
    ['beside the known one', '100-continue, x'],
    ['with a parameter', '100-continue;now'],
  ])('%s is answered with 417 problem+json, and the connection stays open', async (_title, expectation) => {
    const { url, records } = await serveCounts();
    const refused = request(`Expect: ${expectation}\r\n`);
    const answer = await write(url, `${refused}${request('Connection: close\r\n')}`);
    const statuses = [...answer.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
    expect(statuses.filter((status) => status !== '100')).toEqual(['417', '200']);
    expect(answer).toMatch(/content-type: application\/problem\+json/i);
    expect(answer).toMatch(/x-correlation-id: cart-7/i);
    expect(answer).toContain('"code":"expectation-failed"');
    expect(answer).toContain('"correlationId":"cart-7"');
    await expect.poll(() => records.map(({ status }) => status)).toEqual([417, 200]);
  });

  it('of 100-continue is met, in any case', async () => {
    const { url } = await serveCounts();
    const answer = await write(url, request('Connection: close\r\nExpect: 100-Continue\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  });
});

describe('a body', () => {
  async function post(text: string, contentType = 'application/json') {
    const { url } = await serveCounts();
    const answer = await fetch(url, { method: 'POST', body: text, headers: { 'content-type': contentType } });
    const problem = await answer.json();
    return { status: answer.status, contentType: answer.headers.get('content-type'), problem };
  }

  it.each([
    ['{"count":1,"count":2}', 'body/count', 'is given twice, again at line 1, column 12'],
    ['{"count":1,\n"c\\u006funt":1}', 'body/count', 'is given twice, again at line 2, column 1'],
    ['{"count":{"a":[{"b":1,"b":1}]}}', 'body/count/a/0/b', 'is given twice, again at line 1, column 23'],
    ['{"constructor":1,"constructor":1}', 'body/constructor', 'is given twice, again at line 1, column 18'],
    [
      '['.repeat(1_000) + ']'.repeat(1_000),
      'body',
      'is nested deeper than 100 levels, at line 1, column 101',
    ],
  ])('%j is refused with its place', async (text, path, message) => {
    const { status, contentType, problem } = await post(text, 'application/json; charset=utf-8');
    expect([status, contentType]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect(problem).toMatchObject({ code: 'invalid-request', detail: `${path} ${message}` });
    expect(problem).toMatchObject({ errors: [{ path, message }] });
  });

  it.each(['[', '{"a":', '"'])('of nothing but %s is refused, and the process survives', async (part) => {
    const text = part.repeat(Math.floor(250_000 / part.length));
    expect(await post(text)).toMatchObject({ status: 400, problem: { code: 'malformed-request' } });
    const { url } = await serveCounts();
    const sound = { method: 'POST', body: '{"count":1}', headers: { 'content-type': 'application/json' } };
    expect((await fetch(url, sound)).status).toBe(200);
  });

  it('that is empty, truncated or pollutes a prototype is malformed', async () => {
    for (const text of ['', '{"count":1', '{"__proto__":{"x":1},"count":1}', '{"count":1}}'])
      expect(await post(text)).toMatchObject({ status: 400, problem: { code: 'malformed-request' } });
  });
});
