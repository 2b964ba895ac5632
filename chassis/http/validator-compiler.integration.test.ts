import { Type } from 'typebox';
import { afterEach, expect, it } from 'vitest';
import { closeOpened, serve } from './http-fixture.ts';

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
    const { code = null, errors = [] } = (await response.json()) as { code?: string; errors?: unknown[] };
    return { status: response.status, code, errors };
  };
}

it('refuses text that no database keeps, wherever it comes in, as a mistake of the caller', async () => {
  const asked = await ask();
  const wrong = expect.objectContaining({ status: 400, code: 'invalid-request' });
  expect(await asked('/notes', { text: 'a\u0000b' })).toEqual(wrong);
  expect(await asked('/notes', { text: 'a\ud800b' })).toEqual(wrong);
  expect(await asked('/notes?like=%00')).toEqual(wrong);
  expect(await asked('/notes/a%00b')).toEqual(wrong);
  const { errors } = await asked('/notes', { text: '\u0000' });
  expect(errors).toEqual([{ path: 'body/text', message: expect.stringContaining('U+0000') }]);
});

it('takes every other character', async () => {
  const asked = await ask();
  expect(await asked('/notes', { text: 'Zoë 🐈\u202e\t\uffff' })).toMatchObject({ status: 200 });
});
