import type { TSchema } from 'typebox';

/** What a route's description says beside its schemas; it is read from the route's `config`. */
declare module 'fastify' {
  interface FastifyContextConfig {
    /** One line in the imperative or naming. */
    summary?: string;
    /** Bodies by status, of a route that only passes answers on and so has no response schema of its own; null for no body. */
    answers?: Readonly<Record<number, TSchema | null>>;
    /** Whether the request needs an `idempotency-key`, or may have one. */
    idempotencyKey?: 'required' | 'optional';
    /** An old version of a route, kept for those who still call it. */
    isDeprecated?: boolean;
  }
}

export type IdempotencyUse = 'required' | 'optional';
