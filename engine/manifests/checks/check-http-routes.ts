import type { HttpRoute } from '../../schemas/virtual-service.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding } from '../manifest-problem.ts';

/** What VirtualServices and Flagger's Canaries have in common in a route. */
type RouteSettings = Pick<HttpRoute, 'retries' | 'headers' | 'corsPolicy' | 'match'> & {
  readonly rewrite?: HttpRoute['rewrite'] | undefined;
};

/** https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on */
const retryPolicies: ReadonlySet<string> = new Set([
  '5xx',
  'gateway-error',
  'reset',
  'reset-before-request',
  'connect-failure',
  'retriable-4xx',
  'refused-stream',
  'retriable-status-codes',
  'retriable-headers',
  'envoy-ratelimited',
  'http3-post-connect-failure',
  'cancelled',
  'deadline-exceeded',
  'internal',
  'resource-exhausted',
  'unavailable',
]);

/** The statuses that HTTP has names for (IANA's registry); Istio asks Go's list of them. */
const namedStatuses = /^(10[0-3]|20[0-8]|226|30[0-57-8]|40\d|41[0-8]|42[1-689]|431|451|50[0-8]|51[01])$/;

/** What Istio's admission webhook asks of a route beyond the form of its fields. */
export function checkRouteSettings(route: RouteSettings, path: FieldPath): Finding[] {
  return [...checkRetries(route, path), ...checkRewrite(route, path), ...checkCors(route, path)];
}

/** Routes as Istio's admission webhook takes them (istio pkg/config/validation/virtualservice.go). */
export function checkHttpRoute(route: HttpRoute, path: FieldPath): Finding[] {
  return [
    ...checkRouteSettings(route, path),
    ...checkFault(route, path),
    ...checkAnswer(route, path),
    ...checkDestinations(route, path),
  ];
}

/** Claims of a token are known to a gateway alone, which has checked it. */
export function checkClaimMatches(routes: readonly RouteSettings[], path: FieldPath): Finding[] {
  return routes.flatMap(({ match = [] }, index) =>
    match.flatMap((each, position) =>
      (['headers', 'withoutHeaders'] as const).flatMap((field) =>
        Object.keys(each[field] ?? {})
          .filter((name) => name.startsWith('@request.auth.claims'))
          .map((name) => ({
            path: [...path, index, 'match', position, field, name],
            message: 'asks for a claim, which only gateways know: name gateways, and not mesh',
          })),
      ),
    ),
  );
}

/** The same host twice, or a host that one with a * in front takes already. */
export function checkRepeatedHosts(hosts: readonly string[], path: FieldPath): Finding[] {
  return hosts.flatMap((host, index): Finding[] => {
    const other = hosts.find(
      (each, position) => position < index && (covers(each, host) || covers(host, each)),
    );
    if (other === undefined) return [];
    return [{ path: [...path, index], message: `stands for what ${other} stands for: keep one of them` }];
  });
}

/** `*` is every namespace already. */
export function checkExports(exportTo: readonly string[] = []): Finding[] {
  if (!exportTo.includes('*') || exportTo.length === 1) return [];
  return [{ path: ['spec', 'exportTo'], message: 'has * beside other namespaces: keep the * alone' }];
}

function checkRetries({ retries }: RouteSettings, path: FieldPath): Finding[] {
  if (retries === undefined) return [];
  const { attempts, retryOn = '' } = retries;
  const unknown = (retryOn === '' ? [] : retryOn.split(',')).filter(
    (word) => !retryPolicies.has(word) && !namedStatuses.test(word),
  );
  const idle = (['perTryTimeout', 'retryOn', 'retryRemoteLocalities'] as const).filter((field) =>
    field === 'retryOn' ? retryOn !== '' : retries[field] !== undefined,
  );
  return [
    ...unknown.map((word) => ({
      path: [...path, 'retries', 'retryOn'],
      message: `${JSON.stringify(word)} is no policy of Envoy and no HTTP status: write words such as 5xx, gateway-error, connect-failure or 503, with commas and no blanks between them`,
    })),
    ...(attempts === 0 ? idle : []).map((field) => ({
      path: [...path, 'retries', field],
      message: 'has no meaning when attempts is 0: remove it, or write more attempts',
    })),
  ];
}

function namesAuthority(name: string): boolean {
  return /^(:authority|host)$/i.test(name);
}

function checkRewrite({ rewrite, headers }: RouteSettings, path: FieldPath): Finding[] {
  const { set = {}, add = {} } = headers?.request ?? {};
  const authorities = [
    ...(rewrite?.authority ? [[...path, 'rewrite', 'authority']] : []),
    ...Object.keys(set).flatMap((name) =>
      namesAuthority(name) ? [[...path, 'headers', 'request', 'set', name]] : [],
    ),
    ...Object.keys(add).flatMap((name) =>
      namesAuthority(name) ? [[...path, 'headers', 'request', 'add', name]] : [],
    ),
  ];
  const twice = authorities
    .slice(1)
    .map((at) => ({ path: at, message: 'sets the authority a second time: set it in one place' }));
  if (rewrite === undefined) return twice;
  const at = [...path, 'rewrite'];
  const { uri, authority, uriRegexRewrite } = rewrite;
  if (uri && uriRegexRewrite !== undefined) {
    return [...twice, { path: at, message: 'must have only one of uri, uriRegexRewrite' }];
  }
  if (uri || authority || uriRegexRewrite !== undefined) return twice;
  return [...twice, { path: at, message: 'must have uri, uriRegexRewrite or authority' }];
}

function checkCors({ corsPolicy }: RouteSettings, path: FieldPath): Finding[] {
  const { maxAge } = corsPolicy ?? {};
  if (maxAge === undefined || !maxAge.includes('ms')) return [];
  const ms = [...maxAge.matchAll(/([\d.]+)ms/g)].reduce((sum, [, amount]) => sum + Number(amount), 0);
  if (ms % 1_000 === 0) return [];
  return [{ path: [...path, 'corsPolicy', 'maxAge'], message: 'must be whole seconds' }];
}

function checkFault({ fault }: HttpRoute, path: FieldPath): Finding[] {
  if (fault === undefined) return [];
  const at = [...path, 'fault'];
  if (fault.abort === undefined && fault.delay === undefined) {
    return [{ path: at, message: 'must have abort or delay' }];
  }
  return (['abort', 'delay'] as const).flatMap((name) => {
    const share = fault[name]?.percentage?.value ?? 0;
    if (share === 0 || share >= 0.0001) return [];
    return [{ path: [...at, name, 'percentage', 'value'], message: 'must be 0, or between 0.0001 and 100' }];
  });
}

const largestBody = 1_000 * 1_024;

function checkAnswer({ redirect, directResponse, fault, rewrite }: HttpRoute, path: FieldPath): Finding[] {
  const action = redirect === undefined ? 'directResponse' : 'redirect';
  if (redirect === undefined && directResponse === undefined) return [];
  const { uri, authority, scheme, port, derivePort } = redirect ?? {};
  const changesNothing = !uri && !authority && !scheme && port === undefined && derivePort === undefined;
  return [
    ...Object.entries({ fault, rewrite }).flatMap(([field, given]) =>
      given === undefined
        ? []
        : [{ path: [...path, field], message: `cannot stand beside ${action}: remove one of them` }],
    ),
    ...(redirect !== undefined && changesNothing
      ? [{ path: [...path, 'redirect'], message: 'must have uri, authority, scheme or port' }]
      : []),
    ...(Buffer.byteLength(directResponse?.body?.string ?? '') > largestBody
      ? [{ path: [...path, 'directResponse', 'body', 'string'], message: 'must be less than 1 MB' }]
      : []),
  ];
}

function checkDestinations({ route = [], mirror, mirrors = [] }: HttpRoute, path: FieldPath): Finding[] {
  const places = [
    ...route.map(({ destination }, index) => ({ destination, at: ['route', index, 'destination'] })),
    ...(mirror === undefined ? [] : [{ destination: mirror, at: ['mirror'] }]),
    ...mirrors.map(({ destination }, index) => ({ destination, at: ['mirrors', index, 'destination'] })),
  ];
  return [
    ...places
      .filter(({ destination }) => destination.host === '*')
      .map(({ at }) => ({ path: [...path, ...at, 'host'], message: 'must be the name of one host' })),
    ...(mirror !== undefined && mirrors.length > 0
      ? [{ path: [...path, 'mirrors'], message: 'cannot stand beside mirror: write all of them here' }]
      : []),
  ];
}

function covers(wide: string, narrow: string): boolean {
  return wide.startsWith('*') ? narrow.endsWith(wide.slice(1)) : wide === narrow;
}
