import { uuidV7 } from '@petstore/chassis/correlation';

const bodyBytes = 1_024;
const tokenBytes = 400;

/** Headers of a call between services: those that the chassis adds, and a token of typical size. */
export function requestHeaders(): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${'a'.repeat(tokenBytes)}`,
    'x-correlation-id': uuidV7(),
    'x-request-id': uuidV7(),
    'x-causation-id': uuidV7(),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
}

/** A JSON document of 1 KiB without characters that a configuration file would have to escape. */
export function responseBody(): string {
  const frame = JSON.stringify({ filler: '' }).length;
  return JSON.stringify({ filler: 'x'.repeat(bodyBytes - frame) });
}
