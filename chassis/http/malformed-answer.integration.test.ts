import { afterEach, describe, expect, it } from 'vitest';
import { clientOf, closeOpened, codeOf, listen, read, serve } from '../testing/http-peers.ts';
import type { HttpClientOptions } from './create-http-client.ts';
import type { OutgoingRequest } from './http-client.ts';

afterEach(closeOpened);

interface Charge {
  readonly id: string;
}

const isCharge = (body: unknown): body is Charge =>
  typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string';

const garbage = [
  ['text that is no JSON', 'application/json', 'charged!'],
  ['JSON that ends too early', 'application/json', '{"id":"ch_1"'],
  ['an empty body', 'application/json', ''],
  ['another content type', 'text/html', '<p>charged</p>'],
  ['JSON under another content type', 'text/plain', '{"id":"ch_1"}'],
  ['a content type whose name begins like that of JSON', 'application/json-seq', '{"id":"ch_1"}'],
  ['JSON of another shape', 'application/json', '{"charge":"ch_1"}'],
] as const;

/** A peer that carries the request out and sends an unreadable answer. */
async function peerAnswering(type: string, body: string, status = 200) {
  let requests = 0;
  const peer = await listen((_request, response) => {
    requests += 1;
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  const open = (options?: Partial<HttpClientOptions>) => clientOf(peer.url, options);
  return { url: peer.url, open, requests: () => requests };
}

const asked: Readonly<Record<string, OutgoingRequest<Charge>>> = {
  'a look-up': { method: 'GET', path: '/', expects: isCharge },
  'a command': { method: 'POST', path: '/', body: {}, expects: isCharge },
  'a command with an idempotency key': {
    method: 'POST',
    path: '/',
    body: {},
    idempotencyKey: 'key-1',
    expects: isCharge,
  },
};

describe.each(garbage)('%s in an answer of 200', (_what, type, body) => {
  it.each(Object.entries(asked))(
    'fails %s with an error of its own, after one attempt',
    async (_name, request) => {
      const peer = await peerAnswering(type, body);
      const { client } = peer.open();
      const error = await client.send(request).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({
        code: 'peer-answer-malformed',
        kind: 'bad-answer',
        details: { peer: 'callee', status: 200, attempts: 1 },
      });
      expect(peer.requests()).toBe(1);
    },
  );

  it('does not count as a failure of the peer', async () => {
    const peer = await peerAnswering(type, body);
    const { client, metrics } = peer.open();
    for (let call = 0; call < 30; call += 1)
      expect(await codeOf(client.send({ method: 'GET', path: '/', expects: isCharge }))).toBe(
        'peer-answer-malformed',
      );
    expect(peer.requests()).toBe(30);
    expect(await read(metrics, 'http_client_circuit_changes_total')).toBe(0);
  });
});

it('is not retried by the caller of the service that got it', async () => {
  const peer = await peerAnswering('application/json', '{');
  const { client } = peer.open();
  const middle = await serve((server) =>
    server.post('/', async () => (await client.send({ method: 'POST', path: '/', body: {} })).body),
  );
  const first = clientOf(middle.url);
  const error = await first.client
    .send({ method: 'POST', path: '/', idempotencyKey: 'key-2' })
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'peer-answer-malformed', details: { status: 502, attempts: 1 } });
  expect(peer.requests()).toBe(1);
});

it('keeps the status of an error whose body cannot be read, and its retry rules', async () => {
  const peer = await peerAnswering('application/problem+json', '{"code":', 503);
  const { client } = peer.open();
  const error = await client.send({ method: 'GET', path: '/' }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'peer-status-503', kind: 'unavailable', details: { attempts: 3 } });
});

it('accepts any text if nothing is expected of it', async () => {
  const peer = await peerAnswering('text/plain', 'ok');
  const { client } = peer.open();
  expect((await client.send({ method: 'GET', path: '/' })).body).toBe('ok');
});

it.each([
  'Application/JSON',
  'application/problem+JSON; charset=UTF-8',
  'APPLICATION/CLOUDEVENTS+JSON ;charset=utf-8',
])('reads %s as JSON', async (type) => {
  const peer = await peerAnswering(type, '{"id":"ch_1"}');
  const { client } = peer.open();
  expect((await client.send({ method: 'GET', path: '/', expects: isCharge })).body).toEqual({ id: 'ch_1' });
});

describe('an answer that is read as bytes', () => {
  const readsBytes = { method: 'GET', path: '/', readsBytes: true } as const;

  it('is returned unparsed if it is the JSON of a 2xx', async () => {
    const { open } = await peerAnswering('application/json; charset=utf-8', '{ "id": 1.0 }');
    const { body } = await open().client.send(readsBytes);
    expect(body).toEqual(Buffer.from('{ "id": 1.0 }'));
  });

  it('is undefined if it is empty, and parsed or text otherwise', async () => {
    const accept = () => true;
    for (const [type, text, status, read] of [
      ['application/json', '', 200, undefined],
      ['text/plain', '{}', 200, '{}'],
      ['application/json', '{"code":"x"}', 400, { code: 'x' }],
    ] as const) {
      const { open } = await peerAnswering(type, text, status);
      expect((await open().client.send({ ...readsBytes, accept })).body).toEqual(read);
    }
  });
});
