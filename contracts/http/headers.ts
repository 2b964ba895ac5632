/** Header names of every hop, lower case. */
export const headers = {
  correlationId: 'x-correlation-id',
  requestId: 'x-request-id',
  causationId: 'x-causation-id',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
  /**
   * Whole milliseconds that the caller still waits for the answer, as in gRPC's `grpc-timeout`: a duration, so that clocks need
   * not agree. Each hop sends what is left of it.
   */
  deadlineMs: 'x-deadline-ms',
  /** On an answer that failed because of a service behind the one that answers, which works itself: the name of that peer. */
  failedPeer: 'x-failed-peer',
  idempotencyKey: 'idempotency-key',
  forwardedClientCert: 'x-forwarded-client-cert',
} as const;
