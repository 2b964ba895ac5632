import type { TSchema } from 'typebox';

/** What a route's description says beside its schemas; it is read from the route's `config`. */
declare module 'fastify' {
  interface FastifyContextConfig {
    /** One line, naming or in the imperative. */
    summary?: string;
    /** Bodies by status, of a route that only passes answers on and so has no response schema of its own; null for no body. */
    answers?: Readonly<Record<number, TSchema | null>>;
    /** Media type of those bodies; `application/json` by default. */
    mediaType?: string;
    /** Body of a refusal where it is not problem details. */
    failure?: TSchema;
    /** Whether the request needs an `idempotency-key`, or may have one. */
    idempotencyKey?: 'required' | 'optional';
    /** An old version of a route, kept for those who still call it. */
    isDeprecated?: boolean;
  }
}

export interface RouteConfig {
  readonly summary?: string;
  readonly answers?: Readonly<Record<number, TSchema | null>>;
  readonly mediaType?: string;
  readonly failure?: TSchema;
  readonly idempotencyKey?: 'required' | 'optional';
  readonly isDeprecated?: boolean;
}

/** A route as its registration described it. */
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

/** How a caller may show who it is; `none` lets anonymous callers in. */
export type SecurityScheme = 'bearer' | 'mesh' | 'apiKey' | 'signature' | 'none';

export interface SecurityUse {
  /** Any of these. */
  readonly anyOf: readonly SecurityScheme[];
  /** The token has to name the operator role. */
  readonly isForOperators?: boolean;
}

const uses = new WeakMap<object, SecurityUse>();

/**
 * Notes what a hook checks, so that the description of every route with that hook says it and cannot say anything else. Resolves with
 * the hook itself.
 * @example const onRequest = describeSecurity({ anyOf: ['bearer'] }, async (request) => { await verify(request); });
 */
export function describeSecurity<Hook extends object>(use: SecurityUse, hook: Hook): Hook {
  uses.set(hook, use);
  return hook;
}

/** What a route's hooks check, by `describeSecurity`; null when they check nothing. */
export function securityOf(hooks: unknown): SecurityUse | null {
  const list: unknown[] = Array.isArray(hooks) ? hooks : [hooks];
  for (const hook of list) {
    const use = typeof hook === 'function' ? uses.get(hook) : undefined;
    if (use !== undefined) return use;
  }
  return null;
}
