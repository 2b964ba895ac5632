import type { Environment } from '../../machine/processes/host-environment.ts';
/** Where the names of the cluster's network lead on one machine. */
export interface AddressBook {
  /** The pod's own: a name without a namespace is one of it. */
  readonly namespace: string;
  /** The local port for a Service's port, or undefined when there is no such Service or port. */
  portOfService(serviceAndNamespace: string, port: number): number | undefined;
  /** The database cluster's Services (`NAME-rw` and the like), each as `NAME.NAMESPACE`. */
  readonly postgresHosts: ReadonlySet<string>;
  readonly postgres: { readonly host: string; readonly port: number } | null;
  /** Where spans are taken on this machine, in the place of whatever collector the cluster has. */
  readonly otlpPort?: number;
}

const httpAddress =
  /\b((?:http|ws):\/\/(?:[^\s@/?#,]*@)?)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d+))?(?![\w.:-])/gi;
const postgresUrl =
  /\b(postgres(?:ql)?:\/\/(?:[^\s@/?#,]*@)?)([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d+))?(?![\w.:-])/gi;
const hostAndPort = /(?<![\w.@/-])([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(\d+)(?![\w.:-])/gi;

/** Every value with the Services' and the database's names replaced by where they are reached from this pod. */
export function rewriteAddresses(environment: Environment, book: AddressBook): Environment {
  const rewritten: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(environment)) rewritten[name] = rewriteAddress(value, book);
  rewritePostgresVariables(environment, rewritten, book);
  return rewritten;
}

/** One text with its `http://SERVICE:PORT` and database addresses replaced. */
export function rewriteAddress(text: string, book: AddressBook): string {
  return text
    .replace(httpAddress, (written, before: string, host: string, port: string | undefined) => {
      const service = serviceName(host, book.namespace);
      const wanted = portOf(before, port);
      const declared = service === null ? undefined : book.portOfService(service, wanted);
      const local = declared ?? collectorPort(host, wanted, book);
      return local === undefined ? written : `${before}127.0.0.1:${local}`;
    })
    .replace(postgresUrl, (written, before: string, host: string) => {
      const address = postgresAddress(host, book);
      return address === null ? written : `${before}${hostAndPortOf(address)}`;
    })
    .replace(hostAndPort, (written, host: string, port: string) => {
      if (port !== '5432') return written;
      const address = postgresAddress(host, book);
      return address === null ? written : hostAndPortOf(address);
    });
}

/** libpq's variables name host and port apart: a PGHOST that names the cluster takes its PGPORT along. */
function rewritePostgresVariables(
  written: Environment,
  rewritten: Record<string, string>,
  book: AddressBook,
) {
  for (const [name, value] of Object.entries(written)) {
    const address = name.endsWith('PGHOST') ? postgresAddress(value, book) : null;
    if (address === null) continue;
    rewritten[name] = address.host;
    rewritten[`${name.slice(0, -'PGHOST'.length)}PGPORT`] = String(address.port);
  }
}

function postgresAddress(host: string, book: AddressBook): AddressBook['postgres'] {
  const service = serviceName(host, book.namespace);
  return service !== null && book.postgresHosts.has(service) ? book.postgres : null;
}

function hostAndPortOf({ host, port }: NonNullable<AddressBook['postgres']>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function portOf(scheme: string, port: string | undefined): number {
  if (port !== undefined) return Number(port);
  return /^(https|wss):/i.test(scheme) ? 443 : 80;
}

/** IANA's port of OTLP/HTTP. */
const otlpHttpPort = 4318;

/** A collector is a Service of another namespace that takes OTLP/HTTP: `http://NAME.NS.svc:4318`. */
function collectorPort(host: string, port: number, { otlpPort, namespace }: AddressBook): number | undefined {
  const [, otherNamespace] = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(?:\.cluster\.local)?$/i.exec(host) ?? [];
  const isForeign = otherNamespace !== undefined && otherNamespace.toLowerCase() !== namespace;
  return isForeign && port === otlpHttpPort ? otlpPort : undefined;
}

/**
 * `NAME`, `NAME.NS`, `NAME.NS.svc` and `NAME.NS.svc.cluster.local`, as `NAME.NS`; anything else is no Service's name.
 * https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
 */
function serviceName(host: string, ownNamespace: string): string | null {
  const [service, namespace = ownNamespace, ...rest] = host.toLowerCase().split('.');
  const isService = ['', 'svc', 'svc.cluster.local'].includes(rest.join('.'));
  return service !== undefined && isService ? `${service}.${namespace}` : null;
}
