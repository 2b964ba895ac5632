import {
  type ConnectionPool,
  createConnectionPool,
  exchange,
  isJsonContentType,
  withQuery,
} from '@petstore/chassis/connections';
import { uuidV7 } from '@petstore/chassis/correlation';
import { AppError, isAppError, kindOfHttpStatus, messageOf } from '@petstore/chassis/errors';
import { type CallLimits, createCallPolicy, isCallTimeout } from '@petstore/chassis/resilience';
import { headers, type Problem } from '@petstore/contracts/http';
import { cliErrors } from '../errors.ts';

/** One logical call from outside the system; retries share its message id. */
export interface OutgoingCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly token?: string | undefined;
  readonly correlationId?: string;
  readonly idempotencyKey?: string;
  /** For a POST without an idempotency key that may safely be repeated. */
  readonly isRepeatable?: boolean;
  /** Per attempt. */
  readonly timeoutMs?: number;
}

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
  readonly messageId: string;
  readonly attempts: number;
}

export interface JsonClient {
  readonly origin: string;
  /**
   * Resolves for any status. Throws `peer-unreachable` or `peer-timeout`, with messageId and attempts, when there was
   * no answer, and `peer-answer-malformed`, without a retry, for a 2xx that is not JSON: the request may have had its
   * effect.
   */
  send<Body = unknown>(call: OutgoingCall): Promise<Answer<Body>>;
  close(): Promise<void>;
}

interface JsonClientOptions {
  readonly origin: string;
  /** Including the first; applies only to calls that may be repeated. */
  readonly maxAttempts?: number;
  readonly random?: () => number;
}

type RawAnswer = Pick<Answer, 'status' | 'headers' | 'body'>;

const defaultTimeoutMs = 5_000;
const retriable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** JSON client of one host with timeouts, and retries with full jitter for calls that may be repeated. */
export function createJsonClient(options: JsonClientOptions): JsonClient {
  const { origin } = options;
  const pool = createConnectionPool(origin, { connections: 8 });
  const policy = policyOf(options);
  return {
    origin,
    async send<Body>(call: OutgoingCall) {
      const messageId = uuidV7();
      let attempts = 0;
      try {
        const answer = await policy.execute(limitsOf(call, options), ({ number, limitMs }) => {
          attempts = number;
          return attempt(pool, call, { messageId, limitMs });
        });
        return { ...answer, body: answer.body as Body, messageId, attempts };
      } catch (error) {
        throw noAnswer(error, { origin, messageId, attempts });
      }
    },
    close: () => pool.destroy(),
  };
}

/** Returns the answer, or throws its problem document as an AppError. */
export function acceptAnswer<Body>(answer: Answer<Body>, origin: string): Answer<Body> {
  const { status, body, messageId, attempts } = answer;
  if (status < 400) return answer;
  const problem = (typeof body === 'object' ? body : null) as Partial<Problem> | null;
  const code = problem?.code ?? `status-${status}`;
  const message = problem?.reason ?? problem?.detail ?? `${origin} answered ${status}.`;
  throw new AppError(code, kindOfHttpStatus(status), message, { details: { status, messageId, attempts } });
}

function policyOf({ random }: JsonClientOptions) {
  return createCallPolicy<RawAnswer>({
    isRetriableAnswer: ({ status, body }) =>
      (retriable.has(status) && codeOf(body) !== 'peer-answer-malformed') || isInFlight(status, body),
    retryAfterSeconds: (answer) => Number(answer.headers['retry-after'] ?? Number.NaN) || undefined,
    random,
  });
}

function limitsOf(call: OutgoingCall, { maxAttempts = 1 }: JsonClientOptions): CallLimits {
  const { method, idempotencyKey, isRepeatable = method !== 'POST' || idempotencyKey !== undefined } = call;
  return { timeoutMs: call.timeoutMs ?? defaultTimeoutMs, maxAttempts: isRepeatable ? maxAttempts : 1 };
}

/** An earlier attempt with the same idempotency key is still being processed. */
function isInFlight(status: number, body: unknown): boolean {
  return status === 409 && codeOf(body) === 'request-in-flight';
}

function codeOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}

async function attempt(
  pool: ConnectionPool,
  call: OutgoingCall,
  { messageId, limitMs }: { messageId: string; limitMs: number },
): Promise<RawAnswer> {
  const { method, path, query, body } = call;
  const sent = {
    method,
    path: withQuery(path, query),
    headers: headersOf(call, messageId),
    body: body === undefined ? null : JSON.stringify(body),
  };
  const { status, headers: received, text } = await exchange(pool, sent, limitMs);
  return { status, headers: received, body: readBody(text, received, status) };
}

function headersOf(call: OutgoingCall, messageId: string): Record<string, string> {
  const { body, token, correlationId, idempotencyKey } = call;
  return {
    [headers.requestId]: messageId,
    ...(correlationId === undefined ? {} : { [headers.correlationId]: correlationId }),
    ...(idempotencyKey === undefined ? {} : { [headers.idempotencyKey]: idempotencyKey }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
}

/** For a refusal the status is enough, so its body may have any format. */
function readBody(text: string, received: RawAnswer['headers'], status: number): unknown {
  if (text === '') return text;
  const isJson = isJsonContentType(received['content-type']);
  const isSuccess = status >= 200 && status < 300;
  if (!isJson && !isSuccess) return text;
  try {
    if (isJson) return JSON.parse(text);
  } catch (cause) {
    if (isSuccess) throw cliErrors.create('peer-answer-malformed', { cause });
    return text;
  }
  throw cliErrors.create('peer-answer-malformed');
}

interface FailedCall {
  readonly origin: string;
  readonly messageId: string;
  readonly attempts: number;
}

function noAnswer(cause: unknown, details: FailedCall): AppError {
  const { origin } = details;
  if (isAppError(cause) && cause.code === 'peer-answer-malformed') {
    const message = `${origin} answered with a body that is not JSON: another program or a proxy answers there.`;
    return cliErrors.create('peer-answer-malformed', { message, cause, details: { ...details } });
  }
  if (isCallTimeout(cause)) {
    const message = `${origin} did not answer in time.`;
    return cliErrors.create('peer-timeout', { message, cause, details: { ...details } });
  }
  const message = `${origin} cannot be reached: ${messageOf(cause)}.`;
  return cliErrors.create('peer-unreachable', { message, cause, details: { ...details } });
}
