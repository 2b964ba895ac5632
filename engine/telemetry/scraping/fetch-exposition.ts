import { type Agent, get, type IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { ExpositionFormat } from '@petstore/promql/exposition';

interface FetchOptions {
  readonly agent: Agent;
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

export interface Exposition {
  readonly body: Buffer;
  readonly format: ExpositionFormat;
}

/** Why a target could not be scraped, in words for whoever looks after it. */
export class ScrapeFailed extends Error {}

const accept = [
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5',
  'application/openmetrics-text;version=0.0.1;q=0.4',
  'text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3',
  'text/plain;version=0.0.4;q=0.2',
  '*/*;q=0.1',
].join(',');
const decompress = promisify(gunzip);

/** Asks a target for its metrics: within the timeout, no more than so many bytes; throws `ScrapeFailed`. */
export async function fetchExposition(url: string, options: FetchOptions): Promise<Exposition> {
  const { timeoutMs, mostBytes } = options;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await request(url, options, signal);
    if (response.statusCode !== 200) {
      response.resume();
      throw new ScrapeFailed(`server returned HTTP status ${response.statusCode}`);
    }
    const format = formatOf(response.headers['content-type']);
    const body = await readBody(response, mostBytes);
    return { body: await plain(body, response, mostBytes), format };
  } catch (error) {
    if (error instanceof ScrapeFailed) throw error;
    if (signal.aborted) throw new ScrapeFailed(`no answer within ${timeoutMs} ms`, { cause: error });
    throw new ScrapeFailed(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function request(
  url: string,
  { agent, timeoutMs }: FetchOptions,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const headers = {
    accept,
    'accept-encoding': 'gzip',
    'user-agent': 'marty-petstore-telemetry',
    'x-prometheus-scrape-timeout-seconds': String(timeoutMs / 1_000),
  };
  return new Promise((resolve, reject) => {
    get(url, { agent, signal, headers }, resolve)
      .on('error', reject)
      // Such as after an answer in another protocol, which is neither a response nor an error.
      .once('close', () => reject(new ScrapeFailed('the target closed without a response')));
  });
}

/**
 * Which of the two formats, by the media type; as in Prometheus 3, a target that names none of them is not guessed at.
 */
function formatOf(contentType: string | undefined): ExpositionFormat {
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType === 'text/plain') return 'text';
  if (mediaType === 'application/openmetrics-text') return 'openmetrics';
  throw new ScrapeFailed(
    `the content type ${JSON.stringify(contentType ?? '')} is no format of metrics: send text/plain or application/openmetrics-text`,
  );
}

async function readBody(response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) {
      response.destroy();
      throw tooLarge(mostBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function plain(body: Buffer, response: IncomingMessage, mostBytes: number): Promise<Buffer> {
  // Content codings are case-insensitive (RFC 9110 section 8.4.1).
  if (response.headers['content-encoding']?.toLowerCase() !== 'gzip') return body;
  try {
    return await decompress(body, { maxOutputLength: mostBytes });
  } catch (error) {
    throw error instanceof RangeError
      ? tooLarge(mostBytes)
      : new ScrapeFailed('the body is no gzip', { cause: error });
  }
}

function tooLarge(mostBytes: number): ScrapeFailed {
  return new ScrapeFailed(`the body has more than ${mostBytes} bytes`);
}
