import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { sendProblem } from '@petstore/chassis/inbound';
import { decideHostAccess, type HostAccessDecision } from './decide-host-access.ts';

/** Whether a request may come to one of the engine's own ports, which only pages of the very address may ask. */
export function judgeForeignRequest(
  { method, headers }: { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders },
  allowedHosts: readonly string[] = [],
): HostAccessDecision {
  const { host, origin, 'sec-fetch-site': site } = headers;
  const fetchSite = typeof site === 'string' ? site : undefined;
  return decideHostAccess({ host, origin, method, fetchSite }, { allowedHosts, origins: 'same' });
}

/** Answers, and returns true for, a request that comes under a foreign name or from a foreign page. */
export function refuseForeignRequest(
  request: IncomingMessage,
  response: ServerResponse,
  allowedHosts?: readonly string[],
): boolean {
  const decision = judgeForeignRequest(request, allowedHosts);
  if (decision === null) return false;
  // Nobody reads its body.
  response.shouldKeepAlive = false;
  const [status, code] =
    decision.refused === 'host' ? ([421, 'host-not-allowed'] as const) : ([403, 'foreign-origin'] as const);
  sendProblem(request, response, { status, code, detail: decision.reason });
  return true;
}
