import type { HttpMatch, HttpRoute, RoutedRequest, StringMatch } from './http-route.ts';

/** Null for a request that no route takes. */
export interface RouteDecision {
  readonly route: HttpRoute | null;
  readonly reason: string;
}

/** In the order of the list, the first route of which one `match` fits whole; one without a match takes all that is left. */
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
