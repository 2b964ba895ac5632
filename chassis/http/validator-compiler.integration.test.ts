import type { Problem } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { afterEach, expect, it } from 'vitest';
import { closeOpened, serve } from '../testing/http-peers.ts';

afterEach(closeOpened);

async function ask() {
  const { url } = await serve((server) => {
    server.post('/notes', { schema: { body: Type.Object({ text: Type.String() }) } }, async () => ({}));
    const querystring = Type.Object({ like: Type.String() });
    server.get('/notes', { schema: { querystring } }, async () => ({}));
    server.get('/notes/:id', { schema: { params: Type.Object({ id: Type.String() }) } }, async () => ({}));
  });
  return async (path: string, body?: unknown) => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${url}${path}`, body === undefined ? {} : init);
    const { code = null, errors = [], detail = '' } = (await response.json()) as Partial<Problem>;
    return { status: response.status, code, errors, detail };
  };
}

it('refuses text that the database cannot store, wherever it is sent, as an invalid request', async () => {
  const asked = await ask();
  const wrong = expect.objectContaining({ status: 400, code: 'invalid-request' });
  expect(await asked('/notes', { text: 'a\u0000b' })).toEqual(wrong);
  expect(await asked('/notes', { text: 'a\ud800b' })).toEqual(wrong);
  expect(await asked('/notes?like=%00')).toEqual(wrong);
  expect(await asked('/notes/a%00b')).toEqual(wrong);
  const { errors } = await asked('/notes', { text: '\u0000' });
  expect(errors).toEqual([{ path: 'body/text', message: expect.stringContaining('U+0000') }]);
});

it('accepts only existing times and days', async () => {
  const { url } = await serve((server) => {
    const querystring = Type.Object({
      at: Type.Optional(Type.String({ format: 'date-time' })),
      on: Type.Optional(Type.String({ format: 'date' })),
    });
    server.get('/', { schema: { querystring } }, async () => ({}));
    server.post('/', { schema: { body: querystring } }, async () => ({}));
  });
  const viaQuery = async (query: object) =>
    (await fetch(`${url}/?${new URLSearchParams({ ...query })}`)).status;
  const viaBody = async (body: object) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  };
  for (const send of [viaQuery, viaBody]) {
    for (const at of ['2024-02-29T23:59:59.123456789Z', '2026-11-30t00:00:00+01:00'])
      expect([at, await send({ at })]).toEqual([at, 200]);
    for (const at of [
      ...['2026-11-31T00:00:00Z', '2026-01-01T24:00:00Z', '2016-12-31T23:59:60Z'],
      ...['2026-01-01 00:00:00Z', '2026-01-01T00:00:00', '2026-01-01T00:00:00+24:00'],
    ])
      expect([at, await send({ at })]).toEqual([at, 400]);
    expect(await send({ on: '2024-02-29' })).toBe(200);
    for (const on of ['2026-02-29', '0000-01-01']) expect([on, await send({ on })]).toEqual([on, 400]);
  }
});

it('accepts every other character', async () => {
  const asked = await ask();
  expect(await asked('/notes', { text: 'Zoë 🐈\u202e\t\uffff' })).toMatchObject({ status: 200 });
});

it('refuses a card number wherever it is sent, says where, and never repeats it', async () => {
  const asked = await ask();
  const number = '4111 1111 1111 1111';
  const plain = number.replaceAll(' ', '');
  const { errors, detail, ...refused } = await asked('/notes', { text: `Pay with ${number}, please.` });
  expect(refused).toEqual({ status: 400, code: 'invalid-request' });
  expect(detail).not.toContain(number);
  expect(errors).toEqual([{ path: 'body/text', message: expect.stringContaining('card number') }]);
  for (const [path, body] of [
    [`/notes?like=${plain}`],
    [`/notes/${plain}`],
    [`/notes/${plain}/more`],
    ['/notes', { text: 1, [plain]: 'a' }],
  ] as const) {
    const answer = await asked(path, body);
    expect([400, 404]).toContain(answer.status);
    expect(JSON.stringify(answer)).not.toContain(plain);
  }
});
