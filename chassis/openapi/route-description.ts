/** What a route's description says beside its schemas; it is read from the route's `config`. */
declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether the request needs an `idempotency-key`, or may have one. */
    idempotencyKey?: 'required' | 'optional';
  }
}

export type IdempotencyUse = 'required' | 'optional';
