import type { MeshProblem } from '../control-messages.ts';
import type { MeshConfiguration } from '../mesh-configuration.ts';

type Fields = Readonly<Record<string, unknown>>;

/** These words end up in headers and labels, so nothing but Kubernetes' own alphabet passes. */
const word = /^[A-Za-z0-9]([\w.-]{0,251}[A-Za-z0-9])?$/;

/** All that is wrong with what claims to be a configuration; empty when it is one. */
export function validateConfiguration(value: unknown): MeshProblem[] {
  const problems: MeshProblem[] = [];
  const report = (path: string, message: string) => void problems.push({ code: 'invalid', path, message });
  if (!isFields(value)) return [{ code: 'invalid', path: '', message: 'must be an object' }];
  const claimPort = portClaims(report);
  claimPort(value['adminPort'], 'adminPort');
  const hosts = value['allowedHosts'];
  if (!Array.isArray(hosts) || hosts.some((host) => typeof host !== 'string'))
    report('allowedHosts', 'must be a list of names');
  const names = checkServices(value['services'], report);
  for (const [path, listener] of entries(value, { name: 'listeners', prefix: '', report })) {
    claimPort(listener['port'], `${path}.port`);
    if (!names.has(listener['destination']))
      report(`${path}.destination`, 'must be NAME.NAMESPACE of one of the services');
    const source = listener['source'];
    if (source === null) continue;
    if (!isFields(source)) report(`${path}.source`, 'must be an object or null');
    else
      checkWords(source, ['namespace', 'serviceAccount', 'workload', 'version', 'pod'], {
        prefix: `${path}.source.`,
        report,
      });
  }
  return problems;
}

/** Narrows what `validateConfiguration` found nothing wrong with. */
export function isMeshConfiguration(value: unknown): value is MeshConfiguration {
  return validateConfiguration(value).length === 0;
}

type Report = (path: string, message: string) => void;

/** Where in the configuration a look is taken, and who hears of it. */
interface Place {
  readonly prefix: string;
  readonly report: Report;
}

const endpointWords = ['pod', 'workload', 'version', 'serviceAccount'] as const;

function checkServices(value: unknown, report: Report): ReadonlySet<unknown> {
  const names = new Set<unknown>();
  for (const [path, service] of entries({ services: value }, { name: 'services', prefix: '', report })) {
    checkWords(service, ['name', 'namespace'], { prefix: `${path}.`, report });
    const key = `${String(service['name'])}.${String(service['namespace'])}`;
    if (names.has(key)) report(`${path}.name`, 'is the name of another service of the namespace too');
    names.add(key);
    const pods = new Set<unknown>();
    for (const [within, endpoint] of entries(service, { name: 'endpoints', prefix: `${path}.`, report })) {
      checkWords(endpoint, endpointWords, { prefix: `${within}.`, report });
      if (!isPort(endpoint['port'])) report(`${within}.port`, 'must be a port number');
      if (pods.has(endpoint['pod'])) report(`${within}.pod`, 'is an endpoint of this service already');
      pods.add(endpoint['pod']);
    }
  }
  return names;
}

function checkWords(fields: Fields, names: readonly string[], { prefix, report }: Place): void {
  for (const name of names) {
    const value = fields[name];
    if (typeof value !== 'string' || !word.test(value)) report(`${prefix}${name}`, 'must be a name');
  }
}

/** Ports of the proxy itself: each once. */
function portClaims(report: Report): (port: unknown, path: string) => void {
  const claims = new Map<number, string>();
  return (port, path) => {
    if (!isPort(port)) {
      report(path, 'must be a port number');
      return;
    }
    const other = claims.get(port);
    if (other !== undefined) report(path, `port ${port} is ${other} already`);
    claims.set(port, path);
  };
}

function* entries(
  fields: Fields,
  { name, prefix, report }: Place & { readonly name: string },
): Generator<[string, Fields]> {
  const list = fields[name];
  if (!Array.isArray(list)) {
    report(`${prefix}${name}`, 'must be a list');
    return;
  }
  for (const [index, item] of list.entries()) {
    const path = `${prefix}${name}[${index}]`;
    if (isFields(item)) yield [path, item];
    else report(path, 'must be an object');
  }
}

function isPort(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= 65_535;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
