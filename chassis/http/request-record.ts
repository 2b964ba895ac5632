/**
 * Record of a request, by its callee for each attempt or by its caller for all of them; journeys are assembled from
 * these records.
 */
export interface RequestRecord {
  readonly messageId: string;
  readonly causationId: string | null;
  readonly correlationId: string;
  /** `METHOD /route/{template}` */
  readonly name: string;
  /** Service account of the caller; `client` from outside the mesh. */
  readonly caller: string;
  readonly callee: string;
  readonly status: number;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  /** 1 in a callee's record; the number of attempts in a caller's. */
  readonly attempts: number;
  /** The customer whose token the request carried, if any. */
  readonly customerId: string | null;
}

export type RecordRequest = (record: RequestRecord) => void;
