import type { Parameters } from './read-parameters.ts';

export interface ApiRequest {
  readonly parameters: Parameters;
  /** Of the path, where the route has one. */
  readonly name: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}

/** What stands in `data`, as JSON text or to be made into it, and what is to be said about it. */
export interface ApiAnswer {
  readonly data?: unknown;
  readonly json?: string;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
}

export interface ApiRoute {
  readonly methods: readonly ('GET' | 'POST')[];
  answer(request: ApiRequest): ApiAnswer | Promise<ApiAnswer>;
}

export const readOrForm = ['GET', 'POST'] as const;
export const readOnly = ['GET'] as const;
