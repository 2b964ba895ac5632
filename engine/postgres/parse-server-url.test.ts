import { expect, test } from 'vitest';
import { parseServerUrl } from './parse-server-url.ts';

test('reads who connects and where', () => {
  expect(parseServerUrl('postgresql://ad%40min:p%2Fw@db.example:6432/main?sslmode=disable')).toEqual({
    connection: { host: 'db.example', port: 6432, database: 'main', user: 'ad@min', password: 'p/w' },
  });
  expect(parseServerUrl('postgres://admin@[::1]')).toEqual({
    connection: { host: '::1', port: 5432, database: 'postgres', user: 'admin', password: '' },
  });
});

test.each([
  ['localhost:5432', /of the form/],
  ['mysql://a:b@c/d', /of the form/],
  ['postgres:///data', /no host|of the form/],
  ['postgres://db.example/x', /no user/],
  ['postgres://a:secret@db/x?sslmode=verify-full', /without TLS/],
  ['postgres://a:secret@db/x?options=-csearch_path', /options cannot be set/],
  ['postgres://a:secret%00@db/x', /NUL byte/],
  ['postgres://a:secret%ZZ@db/x', /no escape/],
])('refuses %s without telling the password', (text, reason) => {
  const found = parseServerUrl(text);
  expect(found).toEqual({ refused: expect.stringMatching(reason) });
  expect(JSON.stringify(found)).not.toContain('secret');
});
