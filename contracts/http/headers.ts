/** Header names of every hop, lower case. */
export const headers = {
  correlationId: 'x-correlation-id',
  requestId: 'x-request-id',
  causationId: 'x-causation-id',
  traceparent: 'traceparent',
  tracestate: 'tracestate',
  idempotencyKey: 'idempotency-key',
  forwardedClientCert: 'x-forwarded-client-cert',
} as const;
