/** One logical call; its retries share the message id. */
export interface OutgoingRequest<Body = unknown> {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  readonly path: string;
  /** The path's template for message records, where the path carries ids: `/v1/charges/{id}`. */
  readonly route?: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON, unless it is text: that is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  /** Sends the bearer token of the current interaction along. */
  readonly forwardAuthorization?: boolean;
  /** Of each attempt. */
  readonly timeoutMs?: number;
  readonly maxAttempts?: number;
  /** Statuses that are answers; any other is thrown as an AppError. 2xx by default. */
  readonly accept?: (status: number) => boolean;
  /** Whether a body is what is asked for; of JSON that cannot be read it sees the text. By default any text and any JSON is. */
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
   * Throws an AppError whose kind follows the peer's status and whose code is the peer's; `peer-unreachable` (unavailable) or
   * `peer-timeout` (timeout) when there was no answer; `peer-circuit-open` or `peer-saturated` (unavailable) when the peer was not
   * asked; `deadline-exceeded` (timeout) when the caller's own time is over; `peer-answer-malformed` (bad-answer) for a 2xx whose body
   * is not what its content type or `expects` says: what was asked for may have been done, so that is never tried again. `details` holds
   * peer, status, messageId, attempts and the peer's problem.
   */
  send<Body = unknown>(request: OutgoingRequest<Body>): Promise<IncomingResponse<Body>>;
  close(): Promise<void>;
}
