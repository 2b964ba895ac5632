import { describe, expect, it } from 'vitest';
import { requestHeaders, responseHeaders } from './forwarded-headers.ts';

const bytes = (...texts: string[]) => texts.map((text) => Buffer.from(text, 'latin1'));

describe('requestHeaders', () => {
  it('keeps end-to-end headers in order, with their case and repetitions', () => {
    const raw = ['Host', 'shop:80', 'X-A', '1', 'Cookie', 'a=1', 'x-a', '2', 'Content-Length', '3'];
    expect(requestHeaders(raw, null).headers).toEqual(raw);
  });

  it('drops hop-by-hop headers and those that Connection names', () => {
    const raw = [
      ...[
        'Connection',
        'keep-alive, X-Private',
        'X-Private',
        'p',
        'Keep-Alive',
        'timeout=5',
        'TE',
        'trailers',
      ],
      ...[
        'Transfer-Encoding',
        'chunked',
        'Upgrade',
        'h2c',
        'Proxy-Authorization',
        'x',
        'Trailer',
        'x',
        'X-Kept',
        'k',
      ],
    ];
    expect(requestHeaders(raw, null).headers).toEqual(['X-Kept', 'k']);
  });

  it('drops every client certificate that the client claims, in any case, and sets its own', () => {
    const raw = ['X-Forwarded-Client-Cert', 'URI=forged', 'x-forwarded-client-cert', 'URI=again'];
    expect(requestHeaders(raw, 'By=b;URI=a').headers).toEqual(['x-forwarded-client-cert', 'By=b;URI=a']);
    expect(requestHeaders(raw, null).headers).toEqual([]);
  });

  it('sets the client certificate even where Connection names it', () => {
    const raw = ['Connection', 'x-forwarded-client-cert'];
    expect(requestHeaders(raw, 'By=b;URI=a').headers).toEqual(['x-forwarded-client-cert', 'By=b;URI=a']);
  });

  it('answers an expectation itself instead of passing it on', () => {
    expect(requestHeaders(['Expect', '100-continue'], null).headers).toEqual([]);
  });

  it('sees a body in a length above zero or a transfer encoding', () => {
    expect(requestHeaders(['Content-Length', '3'], null)).toMatchObject({
      hasBody: true,
      bodyLength: 3,
      transferEncoding: undefined,
    });
    expect(requestHeaders(['Content-Length', '0'], null)).toMatchObject({ hasBody: false });
    expect(requestHeaders(['Transfer-Encoding', 'Chunked'], null)).toMatchObject({
      hasBody: true,
      bodyLength: null,
      transferEncoding: 'chunked',
    });
    expect(requestHeaders(['X-A', '3'], null)).toMatchObject({ hasBody: false });
  });

  it('joins repeated transfer encodings, so that none hides behind another', () => {
    const raw = ['Transfer-Encoding', 'gzip', 'Transfer-Encoding', 'chunked'];
    expect(requestHeaders(raw, null).transferEncoding).toBe('gzip, chunked');
  });
});

describe('responseHeaders', () => {
  it('keeps repetitions and bytes above ASCII', () => {
    const raw = ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Name', 'Zo\u00eb'];
    expect(responseHeaders(bytes(...raw))).toEqual(raw);
  });

  it('drops hop-by-hop headers and those that Connection names', () => {
    const raw = bytes(
      'Connection',
      'close, X-Private',
      'X-Private',
      'p',
      'Transfer-Encoding',
      'chunked',
      'ETag',
      '"1"',
    );
    expect(responseHeaders(raw)).toEqual(['ETag', '"1"']);
  });
});
