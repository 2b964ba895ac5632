import { expect, it } from 'vitest';
import { requestHeaders } from './forwarded-headers.ts';
import { judgeRequest } from './judge-request.ts';

const judge = (target: string, httpVersion: string, ...headers: string[]) =>
  judgeRequest({ target, httpVersion }, requestHeaders(headers, null))?.failure.code;

it.each(['*', 'http://other.example/', 'other.example:443', ''])('refuses the target %j', (target) => {
  expect(judge(target, '1.1', 'Host', 'a')).toBe('request-not-forwardable');
});

it('demands a host, except of HTTP/1.0', () => {
  expect(judge('/', '1.1')).toBe('request-not-forwardable');
  expect(judge('/', '1.0')).toBeUndefined();
});

it.each(['gzip, chunked', 'identity', 'chunked, chunked'])('refuses the transfer encoding %s', (encoding) => {
  expect(judge('/', '1.1', 'Host', 'a', 'Transfer-Encoding', encoding)).toBe('unsupported-transfer-encoding');
});

it('lets ordinary requests pass', () => {
  expect(judge('/v1/pets?limit=5', '1.1', 'Host', 'a')).toBeUndefined();
  expect(judge('/', '1.1', 'Host', 'a', 'Transfer-Encoding', 'Chunked')).toBeUndefined();
});
