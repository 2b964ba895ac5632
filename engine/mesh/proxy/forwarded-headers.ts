import { clientCertificateHeader } from './client-certificate.ts';

/** Meant for one connection only (RFC 9110, 7.6.1), so neither side's reach the other. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** `expect` is answered by the proxy itself, and nobody but the proxy says who calls. */
const notFromClients = new Set([...hopByHop, 'expect', clientCertificateHeader]);

export interface ForwardedRequest {
  /** Flat (name, value, name, value); order, case and repetitions as they came. */
  readonly headers: string[];
  /** How many Host headers came. */
  readonly hosts: number;
  readonly hasBody: boolean;
  /** In bytes, by its Content-Length; null for a body in chunks, and for none. */
  readonly bodyLength: number | null;
  /** As sent, repetitions joined: only `chunked` can be forwarded. */
  readonly transferEncoding: string | undefined;
}

/** What goes to the callee of a request's headers. One pass over them, as every request takes it. */
export function requestHeaders(raw: readonly string[], certificate: string | null): ForwardedRequest {
  const named = namesInConnection(raw);
  const headers: string[] = [];
  let hosts = 0;
  let bodyLength: number | null = null;
  let transferEncoding: string | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    const value = raw[index + 1] as string;
    const lowerName = name.toLowerCase();
    if (lowerName === 'transfer-encoding') {
      transferEncoding =
        transferEncoding === undefined ? value.toLowerCase() : `${transferEncoding}, ${value}`;
    }
    if (lowerName === 'host') hosts += 1;
    if (lowerName === 'content-length') bodyLength = Number(value);
    if (notFromClients.has(lowerName) || named?.has(lowerName)) continue;
    headers.push(name, value);
  }
  if (certificate !== null) headers.push(clientCertificateHeader, certificate);
  const hasBody = (bodyLength ?? 0) > 0 || transferEncoding !== undefined;
  return { headers, hosts, hasBody, bodyLength, transferEncoding };
}

/** The headers that go back to the caller, from the bytes that came. */
export function responseHeaders(raw: readonly Buffer[]): string[] {
  return endToEndHeaders(raw.map((bytes) => bytes.toString('latin1')));
}

/** All but those for one connection. */
export function endToEndHeaders(text: readonly string[]): string[] {
  const named = namesInConnection(text);
  const headers: string[] = [];
  for (let index = 0; index + 1 < text.length; index += 2) {
    const name = text[index] as string;
    const lowerName = name.toLowerCase();
    if (hopByHop.has(lowerName) || named?.has(lowerName)) continue;
    headers.push(name, text[index + 1] as string);
  }
  return headers;
}

/**
 * What a Connection header declares to be hop-by-hop too; undefined in the usual case that it names nothing of the
 * kind.
 */
function namesInConnection(raw: readonly string[]): Set<string> | undefined {
  let named: Set<string> | undefined;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] as string;
    if (name.length !== 10 || name.toLowerCase() !== 'connection') continue;
    const value = raw[index + 1] as string;
    if (value === 'keep-alive' || value === 'close') continue;
    named ??= new Set();
    for (const option of value.split(',')) named.add(option.trim().toLowerCase());
  }
  return named;
}
