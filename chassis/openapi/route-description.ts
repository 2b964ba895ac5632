import type { TSchema } from 'typebox';

/** Fields of a route's `config` that describe it beyond its schemas. */
declare module 'fastify' {
  interface FastifyContextConfig {
    /** One line: a noun phrase or an imperative. */
    summary?: string;
    /** Bodies by status, for a route that forwards answers and has no response schema; null for no body. */
    answers?: Readonly<Record<number, TSchema | null>>;
    /** Media type of those bodies; `application/json` by default. */
    mediaType?: string;
    /** Body of an error that is not problem details. */
    failure?: TSchema;
    /** Whether the request must or may have an `idempotency-key`. */
    idempotencyKey?: 'required' | 'optional';
    /** An old version of a route, kept for existing clients. */
    isDeprecated?: boolean;
  }
}

interface RouteConfig {
  readonly summary?: string;
  readonly answers?: Readonly<Record<number, TSchema | null>>;
  readonly mediaType?: string;
  readonly failure?: TSchema;
  readonly idempotencyKey?: 'required' | 'optional';
  readonly isDeprecated?: boolean;
}

/** A route and its description. */
export interface DescribedRoute {
  readonly method: string;
  /** With Fastify's `:name` parameters. */
  readonly url: string;
  readonly schema: {
    readonly params?: unknown;
    readonly querystring?: unknown;
    readonly body?: unknown;
    readonly response?: unknown;
  };
  readonly config: RouteConfig;
  readonly security: SecurityUse | null;
}

/** How a caller authenticates; `none` allows anonymous callers. */
export type SecurityScheme = 'bearer' | 'mesh' | 'apiKey' | 'signature' | 'none';

export interface SecurityUse {
  /** One of these suffices. */
  readonly anyOf: readonly SecurityScheme[];
  /** The token needs the operator role. */
  readonly isForOperators?: boolean;
}

const uses = new WeakMap<object, SecurityUse>();

/**
 * Attaches to a hook the authentication that it checks, so that the description of every route with the hook matches
 * it. Returns the hook.
 * @example const onRequest = describeSecurity({ anyOf: ['bearer'] }, async (request) => { await verify(request); });
 */
export function describeSecurity<Hook extends object>(use: SecurityUse, hook: Hook): Hook {
  uses.set(hook, use);
  return hook;
}

/** Authentication that a route's hooks check, by `describeSecurity`; null if they check none. */
export function securityOf(hooks: unknown): SecurityUse | null {
  const list: unknown[] = Array.isArray(hooks) ? hooks : [hooks];
  for (const hook of list) {
    const use = typeof hook === 'function' ? uses.get(hook) : undefined;
    if (use !== undefined) return use;
  }
  return null;
}
