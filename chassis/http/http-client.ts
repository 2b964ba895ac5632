/** One logical call; its retries share the message id. */
export interface OutgoingRequest<Body = unknown> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly path: string;
  /** Path template for request records if the path contains ids: `/v1/charges/{id}`. */
  readonly route?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Returns the JSON of a 2xx as the bytes that came, a Buffer that `expects` gets too; other bodies are parsed. */
  readonly readsBytes?: boolean;
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  /** Forwards the bearer token of the current interaction. */
  readonly forwardAuthorization?: boolean;
  /** Time limit of each attempt. */
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
  /**
   * How long the peer may hold its answer back, on top of the time limit. Such a call takes no slot of the bulkhead but
   * one of those for held calls, and is no trial call of an open breaker: `peer-saturated` and `peer-circuit-open`.
   */
  readonly heldMs?: number;
  /** Aborted when nobody waits for the answer any more; the call then ends with `deadline-exceeded`. */
  readonly signal?: AbortSignal;
  /** Statuses that are returned; any other is thrown as an AppError. 2xx by default. */
  readonly accept?: (status: number) => boolean;
  /**
   * Type guard of the expected body; gets the text of a JSON body that cannot be parsed. By default any text and any
   * JSON is expected.
   */
  readonly expects?: (body: unknown) => body is Body;
}

export interface IncomingResponse<Body = unknown> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Body;
  readonly messageId: string;
  readonly attempts: number;
}

export interface HttpClient {
  readonly peer: string;
  /**
   * Throws an AppError whose kind follows the peer's status and whose code is the peer's; `peer-unreachable`
   * (unavailable) or `peer-timeout` (timeout) without an answer; `peer-circuit-open` or `peer-saturated` (unavailable)
   * if the call was not made; `deadline-exceeded` (timeout) after the caller's deadline; `peer-answer-malformed`
   * (bad-answer) for a 2xx whose body does not match its content type or `expects`: the request may have taken effect,
   * so it is never retried. `details` holds peer, status, messageId, attempts and the peer's problem.
   */
  send<Body = unknown>(request: OutgoingRequest<Body>): Promise<IncomingResponse<Body>>;
  close(): Promise<void>;
}
