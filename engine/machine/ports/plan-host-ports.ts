import type { Service } from '../../manifests/index.ts';
import { podPorts } from './port-allocator.ts';

/** A port of this machine that the system opens, and for what. */
export interface HostPort {
  readonly port: number;
  readonly purpose: string;
}

export interface HostPorts {
  readonly control: number;
  /** Kubernetes' API. */
  readonly cluster: number;
  readonly postgres: number;
  readonly otlp: number;
  readonly prometheus: number;
  readonly services: readonly {
    readonly service: string;
    readonly servicePort: number;
    readonly port: number;
  }[];
  /** Everything that will be listened on, for a look whether it is free. */
  readonly opened: readonly HostPort[];
}

interface HostPortsInput {
  readonly services: readonly Service[];
  readonly portOffset: number;
  readonly hasPostgres: boolean;
}

const controlPort = 9000;
/** As in every cluster that kubeadm makes. */
const clusterPort = 6443;
const postgresPort = 5433;
const otlpPort = 4318;
const prometheusPort = 9090;
/** Above it the kernel hands out ports to clients. */
const highestPort = 32_767;

/** Every fixed port shifted by the offset, or the reasons why that offset cannot be. */
export function planHostPorts(input: HostPortsInput): HostPorts | { readonly refused: readonly string[] } {
  const { services, portOffset, hasPostgres } = input;
  if (!Number.isInteger(portOffset) || portOffset < 0) {
    return { refused: ['the port offset must be a whole number from 0 on'] };
  }
  const shifted = services.flatMap((service) =>
    service.spec.ports.map(({ port }) => ({
      service: service.metadata.name,
      servicePort: port,
      port: port + portOffset,
    })),
  );
  const opened = [
    { port: controlPort + portOffset, purpose: 'the control API' },
    { port: clusterPort + portOffset, purpose: 'the Kubernetes API' },
    { port: otlpPort + portOffset, purpose: 'the OTLP receiver' },
    { port: prometheusPort + portOffset, purpose: 'the Prometheus API' },
    ...(hasPostgres ? [{ port: postgresPort + portOffset, purpose: 'PostgreSQL' }] : []),
    ...shifted.map(({ service, port }) => ({ port, purpose: `Service ${service}` })),
  ];
  const refused = [...misplaced(opened), ...collisions(opened)];
  if (refused.length > 0) {
    const highest = podPorts.first - 1 - Math.max(...opened.map(({ port }) => port - portOffset));
    return { refused: portOffset > highest ? [...refused, `take one from 0 to ${highest}`] : refused };
  }
  return {
    control: controlPort + portOffset,
    cluster: clusterPort + portOffset,
    postgres: postgresPort + portOffset,
    otlp: otlpPort + portOffset,
    prometheus: prometheusPort + portOffset,
    services: shifted,
    opened,
  };
}

function misplaced(ports: readonly HostPort[]): string[] {
  const among = ports.filter(({ port }) => port >= podPorts.first && port <= podPorts.last);
  const above = ports.filter(({ port }) => port > highestPort);
  return [
    ...(among.length > 0
      ? [`${named(among)} would be among the pods' ${podPorts.first}-${podPorts.last}`]
      : []),
    ...(above.length > 0 ? [`${named(above)} would be above ${highestPort}`] : []),
  ];
}

function named(ports: readonly HostPort[]): string {
  return ports.map(({ port, purpose }) => `${port} (${purpose})`).join(', ');
}

function collisions(ports: readonly HostPort[]): string[] {
  const purposes = new Map<number, string>();
  return ports.flatMap(({ port, purpose }) => {
    const other = purposes.get(port);
    purposes.set(port, purpose);
    return other === undefined ? [] : [`${other} and ${purpose} would both listen on ${port}`];
  });
}
