import { headers, type Problem } from '@petstore/contracts/http';
import { createConnectionPool } from '../connections/index.ts';
import { currentInteraction, uuidV7 } from '../correlation/index.ts';
import { AppError, isAppError, kindOfHttpStatus, messageOf } from '../errors/index.ts';
import type { Metrics } from '../metrics/index.ts';
import {
  type CallPolicy,
  createCallPolicy,
  createPeerGuard,
  isCallTimeout,
  mostHeld,
  type PeerGuard,
  type PeerGuardOptions,
  type Protection,
} from '../resilience/index.ts';
import type { Clock } from '../time/index.ts';
import type { HttpClient, IncomingResponse, OutgoingRequest } from './http-client.ts';
import { type Answer, type Call, performAttempt, type Wire } from './perform-attempt.ts';
import type { RecordRequest } from './request-record.ts';

export interface HttpClientOptions extends Pick<PeerGuardOptions, 'mostAtOnce' | 'mostWaiting' | 'breaker'> {
  /** Name of this service, for records of calls to external peers. */
  readonly service: string;
  readonly peer: string;
  readonly baseUrl: string;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
  /** Set for an external peer, which writes no records of its own. */
  readonly recordRequest?: RecordRequest;
  /** Protections that are switched off. */
  readonly off?: readonly Protection[];
  readonly random?: () => number;
}

const retriableStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** The peer itself got an unreadable answer; a retry would repeat its request. */
function isUnreadableBehind(body: unknown): boolean {
  return isProblem(body) && body.code === 'peer-answer-malformed';
}

function retryAfterSeconds(answer: Answer): number | undefined {
  const header = answer.headers['retry-after'];
  const seconds = typeof header === 'string' ? Number(header) : Number.NaN;
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

/** Details of a failed call. */
type CallDetails = {
  readonly peer: string;
  readonly status: number;
  readonly messageId: string;
  readonly attempts: number;
};

/** What all calls of a client share. */
interface Parts {
  readonly options: HttpClientOptions;
  readonly wire: Wire;
  readonly policy: CallPolicy<Answer>;
  readonly retries: { inc(): void };
}

function policyOf({ clock, random }: HttpClientOptions, guard: PeerGuard): CallPolicy<Answer> {
  return createCallPolicy<Answer>({
    isRetriableAnswer: ({ status, body }) => retriableStatuses.has(status) && !isUnreadableBehind(body),
    // A 4xx shows that the peer works, and so does its report of a failed peer behind it, which has a breaker of its
    // own there.
    isFailedAnswer: ({ status, headers: answered }) =>
      status >= 500 && answered[headers.failedPeer] === undefined,
    retryAfterSeconds,
    guard,
    clock,
    random,
  });
}

/** Makes all attempts of one logical call; `counted` holds the number of attempts, also after a failure. */
function callWithRetries(
  { options, wire, policy, retries }: Parts,
  call: Call,
  counted: { attempts: number },
): Promise<Answer> {
  const { request, interaction } = call;
  const { off = [] } = options;
  const isRepeatable = idempotentMethods.has(request.method) || request.idempotencyKey !== undefined;
  const mayRetry = isRepeatable && !off.includes('retry');
  const limits = {
    timeoutMs: (request.timeoutMs ?? options.timeoutMs ?? 2_000) + (request.heldMs ?? 0),
    isHeld: request.heldMs !== undefined,
    maxAttempts: mayRetry ? (request.maxAttempts ?? options.maxAttempts ?? 3) : 1,
    deadline: off.includes('deadline') ? undefined : interaction?.deadline,
  };
  return policy.execute(limits, (attempt) => {
    counted.attempts = attempt.number;
    if (attempt.number > 1) {
      retries.inc();
      interaction?.span?.addEvent('retry', { 'server.address': options.peer, attempt: attempt.number });
    }
    return performAttempt(wire, call, attempt);
  });
}

/** The peer's error with its code and message kept across the hop. */
function refusedAnswer(answer: Answer, details: CallDetails): AppError {
  const { peer, status } = details;
  const problem = isProblem(answer.body) ? answer.body : undefined;
  const code = problem?.code ?? `peer-status-${status}`;
  const words = problem?.detail ?? `${peer} answered ${status}.`;
  return new AppError(code, kindOfHttpStatus(status), words, { details: { ...details, problem } });
}

/**
 * The body as `expects` asks for. Throws `peer-answer-malformed`: the peer answered, but whether it carried out the
 * request is unknown.
 */
function readableBody<Body>(
  { body, malformed }: Answer,
  { expects }: OutgoingRequest<Body>,
  details: CallDetails,
): Body {
  const isExpected = expects === undefined ? malformed === undefined : expects(body);
  if (isExpected) return body as Body;
  const { peer, status } = details;
  const why = malformed === undefined ? 'of another shape than expected' : 'that is no JSON';
  const words = `${peer} answered ${status} with a body ${why}: it may have done what it was asked for.`;
  throw new AppError('peer-answer-malformed', 'bad-answer', words, { cause: malformed, details });
}

function noAnswer(error: unknown, details: CallDetails): AppError {
  const { peer } = details;
  if (isAppError(error)) {
    const options = { cause: error, details: { ...error.details, ...details } };
    return new AppError(error.code, error.kind, `${peer}: ${error.message}`, options);
  }
  if (isCallTimeout(error) || (error instanceof Error && error.name === 'AbortError')) {
    return new AppError('peer-timeout', 'timeout', `${peer} did not answer in time.`, {
      cause: error,
      details,
    });
  }
  const words = `${peer} cannot be reached: ${messageOf(error)}.`;
  return new AppError('peer-unreachable', 'unavailable', words, { cause: error, details });
}

function openWire(options: HttpClientOptions): Wire {
  const base = new URL(options.baseUrl);
  return {
    peer: options.peer,
    // A held call keeps its connection, so those have connections of their own.
    pool: createConnectionPool(base.origin, { connections: 64 + mostHeld, keepAliveTimeout: 30_000 }),
    prefix: base.pathname.replace(/\/$/, ''),
    metrics: options.metrics,
    tellsDeadline: options.recordRequest === undefined && options.off?.includes('deadline') !== true,
  };
}

/**
 * Client of one peer: bounded by the peer's time limit and the caller's deadline, retried with jitter where that is
 * safe and within the peer's retry budget, behind a circuit breaker and a bulkhead; correlated, traced and measured.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { service, peer, clock, recordRequest } = options;
  const wire = openWire(options);
  const policy = policyOf(options, createPeerGuard(options));
  const retries = options.metrics.counter('http_client_retries_total').labels({ server_address: peer });
  const parts = { options, wire, policy, retries };
  return {
    peer,
    async send<Body>(request: OutgoingRequest<Body>): Promise<IncomingResponse<Body>> {
      const messageId = uuidV7();
      const interaction = currentInteraction();
      const counted = { attempts: 0 };
      const sent: Call['sent'] = { causationId: null };
      const startedAtMs = clock.now();
      let status = 0;
      const details = () => ({ peer, status, messageId, ...counted });
      try {
        const call = { request, messageId, interaction, sent };
        let answer: Answer;
        try {
          answer = await callWithRetries(parts, call, counted);
        } catch (error) {
          throw noAnswer(error, details());
        }
        status = answer.status;
        const isSuccess = status >= 200 && status < 300;
        const isAccepted = request.accept?.(status) ?? isSuccess;
        if (!isAccepted || (!isSuccess && answer.malformed !== undefined))
          throw refusedAnswer(answer, details());
        const body = isSuccess ? readableBody(answer, request, details()) : (answer.body as Body);
        return { status, headers: answer.headers, body, messageId, ...counted };
      } finally {
        // A call without an attempt was never sent.
        if (counted.attempts > 0)
          recordRequest?.({
            messageId,
            causationId: sent.causationId,
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
    close: () => wire.pool.close(),
  };
}
