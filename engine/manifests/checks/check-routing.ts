import type { HttpRoute, VirtualService } from '../../schemas/virtual-service.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { checkGatewayNames } from './check-gateways.ts';
import { checkClaimMatches, checkExports, checkHttpRoute, checkRepeatedHosts } from './check-http-routes.ts';

interface Destination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: { readonly number: number };
}

/** Requests are sent to Services that exist, by routes that can be reached, and by nobody else's. */
export function checkRouting(declared: DeclaredObjects): ObjectFinding[] {
  return declared.readable.VirtualService.flatMap((object) =>
    checkVirtualService(object, declared).map((finding) => ({ ...finding, object })),
  );
}

/** The name of the Service that a host of Istio stands for; null when it is none of this namespace's. */
export function serviceOfHost(declared: DeclaredObjects, host: string): string | null {
  const { namespace } = declared;
  const [name = '', ...rest] = host.split('.');
  const suffix = rest.join('.');
  const own = ['', namespace, `${namespace}.svc`, `${namespace}.svc.cluster.local`];
  return own.includes(suffix) ? name : null;
}

/** The Services that Flagger makes of a Canary, with the one that it keeps. */
export function canaryServices({ readable }: DeclaredObjects): ReadonlyMap<string, string> {
  return new Map(
    readable.Canary.flatMap(({ spec, metadata }) => {
      const apex = spec.service?.name ?? spec.targetRef.name;
      return [apex, `${apex}-primary`, `${apex}-canary`].map((name): [string, string] => [
        name,
        metadata.name,
      ]);
    }),
  );
}

function checkDestination(destination: Destination, path: FieldPath, declared: DeclaredObjects): Finding[] {
  const { host, subset, port } = destination;
  const name = serviceOfHost(declared, host);
  if (name === null && declared.isServiceElsewhere(host)) return [];
  const ofCanary = name !== null && canaryServices(declared).has(name);
  if (name === null || !(declared.isDeclared('Service', name) || ofCanary)) {
    return [{ path: [...path, 'host'], message: `no Service ${host} is declared: add it or name another` }];
  }
  const service = declared.readable.Service.find(({ metadata }) => metadata.name === name);
  const ports = service?.spec.ports.map((each) => each.port) ?? [];
  const findings: Finding[] = [];
  if (port !== undefined && service !== undefined && !ports.includes(port.number)) {
    const message = `Service ${name} has no port ${port.number}: name ${ports.join(' or ')}`;
    findings.push({ path: [...path, 'port', 'number'], message });
  }
  if (port === undefined && ports.length > 1) {
    findings.push({ path, message: `must have a port: Service ${name} has ${ports.join(', ')}` });
  }
  const subsets = declared.readable.DestinationRule.filter(
    ({ spec }) => serviceOfHost(declared, spec.host) === name,
  ).flatMap(({ spec }) => spec.subsets ?? []);
  if (subset !== undefined && !subsets.some((each) => each.name === subset)) {
    const message = `no DestinationRule of ${name} has a subset ${subset}: add it or name another`;
    findings.push({ path: [...path, 'subset'], message });
  }
  return findings;
}

function checkRoute(route: HttpRoute, path: FieldPath, declared: DeclaredObjects): Finding[] {
  const targets = route.route ?? [];
  const actions = [route.route, route.redirect, route.directResponse].filter((each) => each !== undefined);
  const weights = targets.map(({ weight = 0 }) => weight);
  const weightless = targets.length > 1 && weights.every((weight) => weight === 0);
  return [
    ...checkHttpRoute(route, path),
    ...(actions.length === 1
      ? []
      : [{ path, message: 'must have exactly one of route, redirect, directResponse' }]),
    ...(weightless
      ? [{ path: [...path, 'route'], message: 'sends nothing anywhere: give the destinations weights' }]
      : []),
    ...targets.flatMap(({ destination }, index) =>
      checkDestination(destination, [...path, 'route', index, 'destination'], declared),
    ),
    ...(route.mirror === undefined ? [] : checkDestination(route.mirror, [...path, 'mirror'], declared)),
    ...(route.mirrors ?? []).flatMap(({ destination }, index) =>
      checkDestination(destination, [...path, 'mirrors', index, 'destination'], declared),
    ),
  ];
}

function checkHosts(object: VirtualService, declared: DeclaredObjects): Finding[] {
  const owners = canaryServices(declared);
  const inMesh = object.spec.gateways === undefined || object.spec.gateways.includes('mesh');
  return object.spec.hosts.flatMap((host, index): Finding[] => {
    const path = ['spec', 'hosts', index];
    const name = serviceOfHost(declared, host);
    const canary = name === null ? undefined : owners.get(name);
    if (canary !== undefined) {
      const message = `is the host of Canary ${canary}, whose VirtualService Flagger writes: move the routes to its spec.service`;
      return [{ path, message }];
    }
    const other = declared.readable.VirtualService.find(
      (each) =>
        each !== object && each.spec.hosts.includes(host) && object.metadata.name > each.metadata.name,
    );
    if (other !== undefined && inMesh) {
      const message = `is served by VirtualService ${other.metadata.name} already: sidecars take only one of them`;
      return [{ path, message }];
    }
    const isKnown = name === null || !inMesh || declared.isDeclared('Service', name);
    return isKnown ? [] : [{ path, message: `no Service ${host} is declared: add it or name another` }];
  });
}

function checkVirtualService(object: VirtualService, declared: DeclaredObjects): Finding[] {
  const { http = [], gateways = [], hosts, exportTo } = object.spec;
  const inMesh = gateways.length === 0 || gateways.includes('mesh');
  const catchAll = http.findIndex(({ match }) => match === undefined || match.length === 0);
  return [
    ...checkHosts(object, declared),
    ...checkRepeatedHosts(hosts, ['spec', 'hosts']),
    ...(inMesh && hosts.includes('*')
      ? [
          {
            path: ['spec', 'hosts', hosts.indexOf('*')],
            message: 'cannot be * for sidecars: name the hosts, or gateways without mesh',
          },
        ]
      : []),
    ...(inMesh ? checkClaimMatches(http, ['spec', 'http']) : []),
    ...checkExports(exportTo),
    ...checkGatewayNames(gateways, ['spec', 'gateways'], declared),
    ...http.flatMap((route, index) => checkRoute(route, ['spec', 'http', index], declared)),
    ...(catchAll === -1 || catchAll === http.length - 1
      ? []
      : [
          {
            path: ['spec', 'http', catchAll + 1],
            message: 'is never reached: the route before it takes every request',
          },
        ]),
  ];
}
