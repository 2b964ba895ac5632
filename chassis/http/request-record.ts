/** One request as its callee saw an attempt of it, or its caller saw all of them; as it is kept for the journey of its correlation id. */
export interface RequestRecord {
  readonly messageId: string;
  readonly causationId: string | null;
  readonly correlationId: string;
  /** `METHOD /route/{template}` */
  readonly name: string;
  /** Service account of the caller, `client` from outside. */
  readonly caller: string;
  readonly callee: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** 1 in a callee's record; all that were made in a caller's. */
  readonly attempts: number;
  /** The customer whose token the request carried, if any. */
  readonly customerId: string | null;
}

export type RecordRequest = (record: RequestRecord) => void;
