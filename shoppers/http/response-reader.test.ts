import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ResponseReader } from './response-reader.ts';

const responses = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\nhello',
  'HTTP/1.1 503 Service Unavailable\r\ncontent-length:0\r\n\r\n',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n',
  'HTTP/1.1 204 No Content\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx-sum: 1\r\n\r\n',
  'HTTP/1.1 200 OK\r\nx-a: 1\r\nconnection: close\r\ncontent-length: 12\r\n\r\n\r\n\r\nHTTP/1.1',
].join('');
const expected = [
  [200, 'hello', false],
  [503, '', false],
  [200, 'wiki0123456789', false],
  [204, '', false],
  [201, 'ok', false],
  [200, '\r\n\r\nHTTP/1.1', true],
];

function readFrom(chunks: readonly Buffer[]): unknown[] {
  const found: unknown[] = [];
  const reader = new ResponseReader(({ status, body, isLast }) =>
    found.push([status, body.toString(), isLast]),
  );
  for (const chunk of chunks) reader.read(chunk);
  return found;
}

describe('the response reader', () => {
  it('finds each response however the bytes are split', () => {
    const bytes = Buffer.from(responses);
    const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 20 });
    fc.assert(
      fc.property(cuts, (places) => {
        const all = [0, ...places, bytes.length].sort((one, other) => one - other);
        const chunks = all.slice(1).map((end, index) => bytes.subarray(all[index], end));
        expect(readFrom(chunks)).toEqual(expected);
      }),
    );
  });

  it('does not hold back a short response after a long one', () => {
    const [long, short] = ['a long body', 'short'].map((body) =>
      Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${body.length}\r\n\r\n${body}`),
    );
    expect(readFrom([long, short].filter((each) => each !== undefined))).toHaveLength(2);
  });

  it('reports no response before its last byte', () => {
    for (let length = 0, complete = 0; length <= responses.length; length += 1) {
      const found = readFrom([Buffer.from(responses.slice(0, length))]);
      expect(found).toEqual(expected.slice(0, found.length));
      expect(found.length).toBeGreaterThanOrEqual(complete);
      complete = found.length;
    }
    expect(readFrom([Buffer.from(responses.slice(0, responses.indexOf('hello') + 4))])).toEqual([]);
  });

  it.each([
    ['something else than HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['a body of unknown length', 'HTTP/1.1 200 OK\r\n\r\nhello'],
    ['a chunk without its size', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nhello\r\n'],
  ])('refuses %s', (_case, text) => {
    expect(() => readFrom([Buffer.from(text)])).toThrow(RangeError);
  });
});
