import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { createInboundServer } from '@petstore/chassis/inbound';
import { refuseForeignRequest } from '../../machine/host-access/refuse-foreign-request.ts';
import { telemetryErrors } from '../errors.ts';
import type { TraceStore } from './create-trace-store.ts';
import { decodeSpans, isTraceRequest } from './decode-spans.ts';

const decompress = promisify(gunzip);

interface OtlpReceiverOptions {
  readonly port: number;
  /** Names under which it is asked, besides loopback's. */
  readonly allowedHosts?: readonly string[];
  readonly traces: TraceStore;
  readonly limits?: Partial<ReceiverLimits>;
}

export interface ReceiverLimits extends BodyLimits {
  /** Requests whose bodies are being read. */
  readonly mostAtOnce: number;
  /** Decompressed bytes that are decoded; more is answered with 429. */
  readonly bytesPerSecond: number;
}

export interface OtlpReceiver {
  readonly port: number;
  counts(): ReceiverCounts;
  close(): Promise<void>;
}

interface ReceiverCounts {
  readonly received: number;
  /** Spans that were no spans. */
  readonly refused: number;
}

const defaultLimits: ReceiverLimits = {
  mostBytes: 4 * 1024 * 1024,
  mostDecompressedBytes: 8 * 1024 * 1024,
  mostAtOnce: 16,
  bytesPerSecond: 8 * 1024 * 1024,
};

/**
 * Takes spans by OTLP/HTTP in JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp) on this machine's loopback,
 * under loopback's own names, so that no page in a browser can send any. Sizes, numbers and the rate are bounded: spans
 * are worth less than the engine's time.
 */
export async function startOtlpReceiver(options: OtlpReceiverOptions): Promise<OtlpReceiver> {
  const intake = new Intake(options.traces, { ...defaultLimits, ...options.limits });
  const server = createInboundServer({
    arrivesWithinMs: 10_000,
    onRequest(request, response) {
      if (!refuseForeignRequest(request, response, options.allowedHosts))
        void answer(intake, request, response);
    },
  });
  await listen(server, options.port);
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    counts: () => intake.counts(),
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

async function answer(intake: Intake, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const reply = await intake.take(request).catch((): Reply => refusal(400, 'The body could not be read.'));
  const { status, body, retryAfterSeconds } = reply;
  // What was not read of a refused body must not be taken for the next request.
  if (status >= 400) response.setHeader('connection', 'close');
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface Reply {
  readonly status: number;
  /** OTLP's ExportTraceServiceResponse, or a google.rpc.Status that says what is wrong. */
  readonly body: object;
  readonly retryAfterSeconds?: number;
}

const refusal = (status: number, message: string): Reply => ({ status, body: { message } });

class Intake {
  readonly #traces: TraceStore;
  readonly #limits: ReceiverLimits;
  readonly #allowance: ByteAllowance;
  #underWay = 0;
  #received = 0;
  #refused = 0;

  constructor(traces: TraceStore, limits: ReceiverLimits) {
    this.#traces = traces;
    this.#limits = limits;
    const { bytesPerSecond, mostDecompressedBytes } = limits;
    this.#allowance = createByteAllowance({ bytesPerSecond, burstBytes: 2 * mostDecompressedBytes });
  }

  counts(): ReceiverCounts {
    return { received: this.#received, refused: this.#refused };
  }

  async take(request: IncomingMessage): Promise<Reply> {
    const refused = refuseRequest(request);
    if (refused !== null) return refused;
    if (this.#underWay >= this.#limits.mostAtOnce)
      return { ...refusal(503, 'Too many batches at once.'), retryAfterSeconds: 1 };
    this.#underWay += 1;
    try {
      const read = await readOtlpBody(request, this.#limits);
      return 'status' in read ? refusal(read.status, read.reason) : this.#decode(read.body);
    } finally {
      this.#underWay -= 1;
    }
  }

  #decode(bytes: Buffer): Reply {
    if (!this.#allowance.tryTake(bytes.length))
      return { ...refusal(429, 'More spans a second than are kept: send fewer.'), retryAfterSeconds: 1 };
    const body = parse(bytes);
    if (!isTraceRequest(body)) return refusal(400, 'The body is no ExportTraceServiceRequest in JSON.');
    const { spans, refused } = decodeSpans(body);
    this.#traces.add(spans);
    this.#received += spans.length;
    this.#refused += refused;
    if (refused === 0) return { status: 200, body: {} };
    const errorMessage = 'Spans without trace id, span id, start or end were left out.';
    return { status: 200, body: { partialSuccess: { rejectedSpans: String(refused), errorMessage } } };
  }
}

function refuseRequest(request: IncomingMessage): Reply | null {
  if (request.url?.split('?')[0] !== '/v1/traces') return refusal(404, 'Traces are taken at /v1/traces.');
  if (request.method !== 'POST') return refusal(405, 'Traces are sent by POST.');
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json')
    return refusal(415, 'Only OTLP in JSON is taken: set OTEL_EXPORTER_OTLP_PROTOCOL=http/json.');
  const encoding = encodingOf(request);
  if (encoding === 'identity' || encoding === 'gzip') return null;
  return refusal(415, 'Of encodings only gzip is taken.');
}

/** In lower case: content codings are case-insensitive (RFC 9110 section 8.4.1). */
function encodingOf(request: IncomingMessage): string {
  return request.headers['content-encoding']?.toLowerCase() ?? 'identity';
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    // What it is not is answered with 400 by whoever looks at it.
    return undefined;
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(cause.code === 'EADDRINUSE' ? telemetryErrors.create('otlp-port-taken', { cause }) : cause),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

interface ByteAllowanceOptions {
  readonly bytesPerSecond: number;
  /** What may come at once. */
  readonly burstBytes: number;
  /** Milliseconds on any clock that moves forward. */
  readonly now?: () => number;
}

/** How much may be read, so that a flood of spans cannot keep the engine from its work. */
interface ByteAllowance {
  /** Takes so many bytes; false when they are too many for now. */
  tryTake(bytes: number): boolean;
}

export function createByteAllowance(options: ByteAllowanceOptions): ByteAllowance {
  const { bytesPerSecond, burstBytes, now = () => performance.now() } = options;
  let available = burstBytes;
  let countedAt = now();
  return {
    tryTake(bytes) {
      const at = now();
      available = Math.min(burstBytes, available + ((at - countedAt) / 1_000) * bytesPerSecond);
      countedAt = at;
      if (bytes > available) return false;
      available -= bytes;
      return true;
    },
  };
}

interface BodyLimits {
  /** On the wire. */
  readonly mostBytes: number;
  /** After decompression. */
  readonly mostDecompressedBytes: number;
}

type OtlpBody = { readonly body: Buffer } | { readonly status: 400 | 413; readonly reason: string };

/** Reads a request's body, decompressed where it came so; no more of it than the limits, whatever its headers say. */
async function readOtlpBody(request: IncomingMessage, limits: BodyLimits): Promise<OtlpBody> {
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
  if (encodingOf(request) !== 'gzip') return { body: sent };
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
