/** Header names of every hop, lower case. */
export const headers = {
  correlationId: 'x-correlation-id',
  requestId: 'x-request-id',
  causationId: 'x-causation-id',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
  /**
   * Milliseconds that the caller still waits for the answer, an integer, as in gRPC's `grpc-timeout`: a duration, so
   * clocks need not agree. Each hop sends the time that is left.
   */
  deadlineMs: 'x-deadline-ms',
  /** On an error answer whose cause is another service behind a healthy answering one: the name of that service. */
  failedPeer: 'x-failed-peer',
  idempotencyKey: 'idempotency-key',
  forwardedClientCert: 'x-forwarded-client-cert',
} as const;
