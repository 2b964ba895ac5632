import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

export interface BodyLimits {
  /** On the wire. */
  readonly mostBytes: number;
  /** After decompression. */
  readonly mostDecompressedBytes: number;
}

export type OtlpBody = { readonly body: Buffer } | { readonly status: 400 | 413; readonly reason: string };

const decompress = promisify(gunzip);

/** Reads a request's body, decompressed where it came so; no more of it than the limits, whatever its headers say. */
export async function readOtlpBody(request: IncomingMessage, limits: BodyLimits): Promise<OtlpBody> {
  const { mostBytes, mostDecompressedBytes } = limits;
  const tooLarge = {
    status: 413,
    reason: `A body may have ${mostBytes} bytes: send smaller batches.`,
  } as const;
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return tooLarge;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBytes) return tooLarge;
    chunks.push(chunk);
  }
  const sent = Buffer.concat(chunks);
  if (request.headers['content-encoding'] !== 'gzip') return { body: sent };
  try {
    return { body: await decompress(sent, { maxOutputLength: mostDecompressedBytes }) };
  } catch (error) {
    const isTooLong =
      error instanceof RangeError ||
      (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE');
    if (!isTooLong) return { status: 400, reason: 'The body is no gzip.' };
    return { status: 413, reason: `A body may have ${mostDecompressedBytes} bytes once decompressed.` };
  }
}
