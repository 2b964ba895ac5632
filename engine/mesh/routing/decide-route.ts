import type { HttpMatch, HttpRoute, RouteDestination, RoutedRequest, StringMatch } from './http-route.ts';

/** Null for a request that no route takes. */
export interface RouteDecision {
  readonly route: HttpRoute | null;
  readonly reason: string;
}

/**
 * In the order of the list, the first route of which one `match` fits whole; one without a match takes all that is
 * left.
 */
export function decideRoute(routes: readonly HttpRoute[], request: RoutedRequest): RouteDecision {
  for (const [index, route] of routes.entries()) {
    const name = route.name ?? `http[${index}]`;
    const { match = [] } = route;
    if (match.length === 0) return { route, reason: `${name} takes whatever comes to it.` };
    const found = match.findIndex((one) => fits(one, request));
    if (found >= 0) return { route, reason: `${name} takes it by its match[${found}].` };
  }
  return { route: null, reason: 'No route takes it.' };
}

function fits(match: HttpMatch, request: RoutedRequest): boolean {
  const { uri, scheme, method, authority, port, sourceLabels = {}, sourceNamespace } = match;
  const [path = '', ...query] = request.path.replace(/#.*$/s, '').split('?');
  const params = new URLSearchParams(query.join('?'));
  return (
    fitsText(uri, path, match.ignoreUriCase === true) &&
    fitsText(scheme, request.scheme) &&
    fitsText(method, request.method) &&
    fitsText(authority, request.authority) &&
    (port === undefined || port === request.port) &&
    (sourceNamespace === undefined || sourceNamespace === request.sourceNamespace) &&
    Object.entries(sourceLabels).every(([name, value]) => request.sourceLabels[name] === value) &&
    fitsHeaders(match, request.headers) &&
    Object.entries(match.queryParams ?? {}).every(([name, wanted]) => fitsValue(wanted, params.get(name)))
  );
}

/** A header that must not be so may just as well not be there. */
function fitsHeaders(
  { headers = {}, withoutHeaders = {} }: HttpMatch,
  seen: ReadonlyMap<string, string>,
): boolean {
  const value = (name: string) => seen.get(name.toLowerCase()) ?? null;
  return (
    Object.entries(headers).every(([name, wanted]) => fitsValue(wanted, value(name))) &&
    !Object.entries(withoutHeaders).some(([name, unwanted]) => fitsValue(unwanted, value(name)))
  );
}

function fitsValue(wanted: StringMatch, value: string | null): boolean {
  return value !== null && fitsText(wanted, value);
}

function fitsText(wanted: StringMatch | undefined, text: string, ignoresCase = false): boolean {
  if (wanted === undefined) return true;
  const plain = (one: string) => (ignoresCase ? one.toLowerCase() : one);
  if (wanted.exact !== undefined) return plain(text) === plain(wanted.exact);
  if (wanted.prefix !== undefined) return plain(text).startsWith(plain(wanted.prefix));
  return wanted.regex === undefined || new RegExp(`^(?:${wanted.regex})$`).test(text);
}

export interface RoutePolicy {
  /** Null for none: a request may take as long as it takes. */
  readonly timeoutMs: number | null;
  readonly retries: {
    /** Beside the first try. */
    readonly attempts: number;
    readonly perTryTimeoutMs: number | null;
    readonly retryOn: readonly string[];
  };
  readonly abort: { readonly httpStatus: number; readonly percent: number } | null;
  readonly delay: { readonly delayMs: number; readonly percent: number } | null;
}

/** What Istio retries on unless a route says otherwise. */
const defaultRetryOn = 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes';

const defaultAttempts = 2;

/** What holds of a route, its defaults filled in. A fault without a percentage happens to nobody. */
export function decideRoutePolicy({ timeoutMs = 0, retries, fault = {} }: HttpRoute): RoutePolicy {
  const { abort, delay } = fault;
  return {
    timeoutMs: timeoutMs > 0 ? timeoutMs : null,
    retries: {
      attempts: retries?.attempts ?? defaultAttempts,
      perTryTimeoutMs: retries?.perTryTimeoutMs ?? null,
      retryOn: (retries?.retryOn ?? defaultRetryOn).split(','),
    },
    abort: abort === undefined ? null : { httpStatus: abort.httpStatus, percent: abort.percentage ?? 0 },
    delay: delay === undefined ? null : { delayMs: delay.fixedDelayMs, percent: delay.percentage ?? 0 },
  };
}

/**
 * One of a route's destinations by their weights; `draw` lies in [0, 1). A single one takes all whatever its weight;
 * of several those without weight get nothing, and nobody is chosen where none has any.
 */
export function chooseDestination(
  destinations: readonly RouteDestination[],
  draw: number,
): RouteDestination | null {
  if (destinations.length === 1) return destinations[0] ?? null;
  const weighted = destinations.filter(({ weight = 0 }) => weight > 0);
  const total = weighted.reduce((sum, { weight = 0 }) => sum + weight, 0);
  let passed = 0;
  for (const destination of weighted) {
    passed += destination.weight ?? 0;
    if (draw * total < passed) return destination;
  }
  return weighted.at(-1) ?? null;
}
