import { headers, type Problem } from '@petstore/contracts/http';
import { TaskCancelledError } from 'cockatiel';
import { Pool } from 'undici';
import { currentInteraction, type Interaction, uuidV7 } from '../correlation/index.ts';
import { AppError, kindOfHttpStatus, messageOf } from '../errors/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { createCallPolicy } from '../resilience/index.ts';
import type { Clock } from '../time/index.ts';
import { childContext, formatTraceparent } from '../tracing/index.ts';
import type { HttpClient, IncomingResponse, OutgoingRequest } from './http-client.ts';
import type { RecordRequest } from './request-record.ts';

export interface HttpClientOptions {
  /** Name of this service, for records of calls to the outside. */
  readonly service: string;
  readonly peer: string;
  readonly baseUrl: string;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
  /** Given for a peer outside of the system, which writes no records of its own. */
  readonly recordRequest?: RecordRequest;
  readonly random?: () => number;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

const retriableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

function messageHeaders(
  request: OutgoingRequest,
  messageId: string,
  interaction?: Interaction,
): Record<string, string> {
  const trace = childContext(interaction?.trace);
  const outgoing: Record<string, string> = {
    ...request.headers,
    [headers.correlationId]: interaction?.correlationId ?? messageId,
    [headers.requestId]: messageId,
    [headers.traceparent]: formatTraceparent(trace),
  };
  if (interaction !== undefined) outgoing[headers.causationId] = interaction.messageId;
  if (trace.state !== undefined) outgoing[headers.tracestate] = trace.state;
  if (request.idempotencyKey !== undefined) outgoing[headers.idempotencyKey] = request.idempotencyKey;
  if (request.forwardAuthorization === true && interaction?.authorization !== undefined) {
    outgoing['authorization'] = interaction.authorization;
  }
  return outgoing;
}

async function readBody(body: { text(): Promise<string> }, contentType: unknown): Promise<unknown> {
  const text = await body.text();
  if (text === '') return undefined;
  const isJson = typeof contentType === 'string' && /^application\/([\w.+-]+\+)?json\b/.test(contentType);
  return isJson ? JSON.parse(text) : text;
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

function retryAfterSeconds(answer: Answer): number | undefined {
  const header = answer.headers['retry-after'];
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** What is known of a call that failed. */
type CallDetails = {
  readonly peer: string;
  readonly status: number;
  readonly messageId: string;
  readonly attempts: number;
};

/** What one client needs for every attempt. */
interface Wire {
  readonly options: HttpClientOptions;
  readonly pool: Pool;
  /** Path of the base address, put before every request's. */
  readonly prefix: string;
}

function bodyOf(request: OutgoingRequest): string | null {
  if (request.body === undefined) return null;
  return typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
}

async function attempt(
  wire: Wire,
  request: OutgoingRequest,
  { sent, signal }: { sent: Record<string, string>; signal: AbortSignal },
): Promise<Answer> {
  const { options, pool, prefix } = wire;
  const startedAt = performance.now();
  let status = 0;
  try {
    const body = bodyOf(request);
    const response = await pool.request({
      method: request.method,
      path: `${prefix}${request.path}`,
      query: Object.fromEntries(
        Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined),
      ),
      headers: body === null ? sent : { 'content-type': 'application/json', ...sent },
      body,
      signal,
    });
    status = response.statusCode;
    return {
      status,
      headers: response.headers,
      body: await readBody(response.body, response.headers['content-type']),
    };
  } finally {
    options.metrics.histogram('http_client_request_duration_seconds').observe(
      {
        server_address: options.peer,
        http_request_method: request.method,
        http_response_status_code: String(status),
      },
      (performance.now() - startedAt) / 1000,
    );
  }
}

/** All attempts of one logical call; `counted` holds how many there were, however it ends. */
function callWithRetries(
  wire: Wire,
  request: OutgoingRequest,
  { sent, counted }: { sent: Record<string, string>; counted: { attempts: number } },
): Promise<Answer> {
  const { options } = wire;
  const isRepeatable = idempotentMethods.has(request.method) || request.idempotencyKey !== undefined;
  const policy = createCallPolicy<Answer>({
    timeoutMs: request.timeoutMs ?? options.timeoutMs ?? 2_000,
    maxAttempts: isRepeatable ? (request.maxAttempts ?? options.maxAttempts ?? 3) : 1,
    isRetriableError: () => true,
    isRetriableAnswer: (answer) => retriableStatuses.has(answer.status),
    retryAfterSeconds,
    ...(options.random === undefined ? {} : { random: options.random }),
  });
  return policy.execute(({ number, signal }) => {
    counted.attempts = number;
    if (number > 1)
      options.metrics.counter('http_client_retries_total').inc({ server_address: options.peer });
    return attempt(wire, request, { sent, signal });
  });
}

/** A peer's refusal keeps its code and words across the hop. */
function refusedAnswer(answer: Answer, details: CallDetails): AppError {
  const { peer, status } = details;
  const problem = isProblem(answer.body) ? answer.body : undefined;
  const code = problem?.code ?? `peer-status-${status}`;
  const words = problem?.detail ?? `${peer} answered ${status}.`;
  return new AppError(code, kindOfHttpStatus(status), words, { details: { ...details, problem } });
}

function noAnswer(error: unknown, details: CallDetails): AppError {
  const { peer } = details;
  if (error instanceof TaskCancelledError || (error instanceof Error && error.name === 'AbortError')) {
    return new AppError('peer-timeout', 'timeout', `${peer} did not answer in time.`, {
      cause: error,
      details,
    });
  }
  const words = `${peer} cannot be reached: ${messageOf(error)}.`;
  return new AppError('peer-unreachable', 'unavailable', words, { cause: error, details });
}

/** Calls one peer: bounded, retried with jitter where that is safe, correlated, measured. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { service, peer, clock, recordRequest } = options;
  const base = new URL(options.baseUrl);
  const pool = new Pool(base.origin, { connections: 64, keepAliveTimeout: 30_000 });
  const wire = { options, pool, prefix: base.pathname.replace(/\/$/, '') };
  return {
    peer,
    async send<Body>(request: OutgoingRequest): Promise<IncomingResponse<Body>> {
      const messageId = uuidV7();
      const interaction = currentInteraction();
      const sent = messageHeaders(request, messageId, interaction);
      const counted = { attempts: 0 };
      const startedAtMs = clock.now();
      let status = 0;
      try {
        const answer = await callWithRetries(wire, request, { sent, counted });
        status = answer.status;
        const isAccepted = request.accept?.(status) ?? (status >= 200 && status < 300);
        if (!isAccepted) throw refusedAnswer(answer, { peer, status, messageId, ...counted });
        return { ...answer, body: answer.body as Body, messageId, ...counted };
      } catch (error) {
        throw error instanceof AppError ? error : noAnswer(error, { peer, status, messageId, ...counted });
      } finally {
        recordRequest?.({
          messageId,
          causationId: interaction?.messageId ?? null,
          correlationId: interaction?.correlationId ?? messageId,
          name: `${request.method} ${request.route ?? request.path}`,
          caller: service,
          callee: peer,
          status,
          startedAtMs,
          durationMs: clock.now() - startedAtMs,
          attempts: counted.attempts,
          customerId: null,
        });
      }
    },
    close: () => pool.close(),
  };
}
