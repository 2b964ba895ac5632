import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const responses = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello',
  'HTTP/1.1 503 Service Unavailable\r\ncontent-length:0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nx-a: 1\r\ncontent-length: 12\r\n\r\n\r\n\r\nHTTP/1.1',
].join('');

function statusesOf(chunks: readonly Buffer[]): number[] {
  const statuses: number[] = [];
  const reader = new ResponseReader((status) => statuses.push(status));
  for (const chunk of chunks) reader.read(chunk);
  return statuses;
}

describe('the response reader', () => {
  it('finds each response however the bytes are split', () => {
    const bytes = Buffer.from(responses);
    const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (places) => {
        const all = [0, ...places, bytes.length].sort((one, other) => one - other);
        const chunks = all.slice(1).map((end, index) => bytes.subarray(all[index], end));
        expect(statusesOf(chunks)).toEqual([200, 503, 200]);
      }),
    );
  });

  it('reports no response before its last byte', () => {
    expect(statusesOf([Buffer.from(responses.slice(0, responses.indexOf('hello') + 4))])).toEqual([]);
  });

  it.each([
    ['something else than HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a body of unknown length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n'],
  ])('refuses %s', (_case, text) => {
    expect(() => statusesOf([Buffer.from(text)])).toThrow(RangeError);
  });
});
