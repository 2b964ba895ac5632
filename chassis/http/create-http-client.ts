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

/** Calls one peer: bounded, retried with jitter where that is safe, correlated, measured. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { service, peer, metrics, clock, recordRequest } = options;
  const base = new URL(options.baseUrl);
  const prefix = base.pathname === '/' ? '' : base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, { connections: 64, keepAliveTimeout: 30_000 });
  const durations = metrics.histogram('http_client_request_duration_seconds');
  const retries = metrics.counter('http_client_retries_total');

  async function attempt(
    request: OutgoingRequest,
    sent: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const startedAt = performance.now();
    let status = 0;
    try {
      const isText = typeof request.body === 'string';
      const response = await pool.request({
        method: request.method,
        path: `${prefix}${request.path}`,
        query: Object.fromEntries(
          Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined),
        ),
        headers: request.body === undefined ? sent : { 'content-type': 'application/json', ...sent },
        body:
          request.body === undefined
            ? null
            : isText
              ? (request.body as string)
              : JSON.stringify(request.body),
        signal,
      });
      status = response.statusCode;
      return {
        status,
        headers: response.headers,
        body: await readBody(response.body, response.headers['content-type']),
      };
    } finally {
      const seconds = (performance.now() - startedAt) / 1000;
      durations.observe(
        {
          server_address: peer,
          http_request_method: request.method,
          http_response_status_code: String(status),
        },
        seconds,
      );
    }
  }

  async function call(request: OutgoingRequest, sent: Record<string, string>, counted: { attempts: number }) {
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
      if (number > 1) retries.inc({ server_address: peer });
      return attempt(request, sent, signal);
    });
  }

  function noAnswer(error: unknown, details: object): AppError {
    if (error instanceof TaskCancelledError || (error instanceof Error && error.name === 'AbortError')) {
      return new AppError('peer-timeout', 'timeout', `${peer} did not answer in time.`, {
        cause: error,
        details: { ...details },
      });
    }
    const words = `${peer} cannot be reached: ${messageOf(error)}.`;
    return new AppError('peer-unreachable', 'unavailable', words, { cause: error, details: { ...details } });
  }

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
        const answer = await call(request, sent, counted);
        status = answer.status;
        const isAccepted = request.accept?.(status) ?? (status >= 200 && status < 300);
        const details = { peer, status, messageId, attempts: counted.attempts };
        if (!isAccepted) throw refusedAnswer(answer, details);
        return { ...answer, body: answer.body as Body, messageId, attempts: counted.attempts };
      } catch (error) {
        if (error instanceof AppError) throw error;
        throw noAnswer(error, { peer, status, messageId, attempts: counted.attempts });
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

/** A peer's refusal keeps its code and words across the hop. */
function refusedAnswer(answer: Answer, details: { peer: string; status: number }): AppError {
  const { peer, status } = details;
  const problem = isProblem(answer.body) ? answer.body : undefined;
  const code = problem?.code ?? `peer-status-${status}`;
  const words = problem?.detail ?? `${peer} answered ${status}.`;
  return new AppError(code, kindOfHttpStatus(status), words, { details: { ...details, problem } });
}
