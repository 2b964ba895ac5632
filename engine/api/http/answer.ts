import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What a request is answered with, all at once. */
export interface Answer {
  readonly code: number;
  /** Sent as JSON, or as it is where a content type is given. */
  readonly body: unknown;
  readonly contentType?: string;
  /** Told to the person, as kubectl does with `Warning: ...`. */
  readonly warnings?: readonly string[];
}

/** A response that a handler writes itself, piece by piece. */
export const streamed = Symbol('streamed');

export function ok(body: unknown): Answer {
  return { code: 200, body };
}

export function sendAnswer(
  response: ServerResponse,
  { code, body, contentType, warnings = [] }: Answer,
): void {
  const content =
    contentType === undefined || typeof body !== 'string' ? Buffer.from(JSON.stringify(body)) : body;
  const headers: OutgoingHttpHeaders = {
    'content-type': contentType ?? 'application/json',
    'content-length': Buffer.byteLength(content),
    'cache-control': 'no-cache, private',
  };
  if (code === 401) headers['www-authenticate'] = 'Bearer realm="petstore"';
  if (warnings.length > 0) response.setHeader('warning', warnings.map(warningText));
  response.writeHead(code, headers);
  response.end(content);
}

const longestWarning = 1_000;

/** RFC 7234, 5.5; a header takes no line breaks and nothing beyond Latin-1. */
function warningText(text: string): string {
  const plain = text.slice(0, longestWarning).replace(/[^\x20-\x7e]/g, '?');
  return `299 - "${plain.replace(/[\\"]/g, '\\$&')}"`;
}
