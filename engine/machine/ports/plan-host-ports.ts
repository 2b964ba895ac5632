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
  /** Of the ports of Services those that can be opened: the others lead to their pods all the same. */
  readonly services: readonly {
    readonly service: string;
    readonly namespace: string;
    readonly servicePort: number;
    readonly port: number;
  }[];
  /** What no Service gets, also while nothing listens on it. */
  readonly reserved: ReadonlySet<number>;
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
/** Below them only root may listen, above them pods do. */
export const servicePorts = { first: 1024, last: podPorts.first - 1 } as const;
/** Above it the kernel hands out ports to clients. */
const highestPort = 32_767;

/** Every fixed port shifted by the offset, or the reasons why that offset cannot be. */
export function planHostPorts(input: HostPortsInput): HostPorts | { readonly refused: readonly string[] } {
  const { services, portOffset, hasPostgres } = input;
  if (!Number.isInteger(portOffset) || portOffset < 0) {
    return { refused: ['the port offset must be a whole number from 0 on'] };
  }
  const system = [
    { port: controlPort + portOffset, purpose: 'the control API' },
    { port: clusterPort + portOffset, purpose: 'the Kubernetes API' },
    { port: otlpPort + portOffset, purpose: 'the OTLP receiver' },
    { port: prometheusPort + portOffset, purpose: 'the Prometheus API' },
    { port: postgresPort + portOffset, purpose: 'PostgreSQL' },
  ];
  const refused = misplaced(system);
  if (refused.length > 0) {
    const highest = podPorts.first - 1 - Math.max(...system.map(({ port }) => port - portOffset));
    return { refused: [...refused, `take one from 0 to ${highest}`] };
  }
  const reserved = new Set(system.map(({ port }) => port));
  const shifted = openable(services, portOffset, reserved);
  const opened = [
    ...system.filter(({ port }) => hasPostgres || port !== postgresPort + portOffset),
    ...shifted.map(({ service, port }) => ({ port, purpose: `Service ${service}` })),
  ];
  return {
    control: controlPort + portOffset,
    cluster: clusterPort + portOffset,
    postgres: postgresPort + portOffset,
    otlp: otlpPort + portOffset,
    prometheus: prometheusPort + portOffset,
    services: shifted,
    reserved,
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

/** Of two Services with one port the first has it. */
function openable(
  services: readonly Service[],
  portOffset: number,
  reserved: ReadonlySet<number>,
): HostPorts['services'] {
  const taken = new Set(reserved);
  return services.flatMap(({ metadata, spec }) =>
    spec.ports.flatMap(({ port: servicePort }) => {
      const port = servicePort + portOffset;
      if (port < servicePorts.first || port > servicePorts.last || taken.has(port)) return [];
      taken.add(port);
      const { name: service, namespace = 'default' } = metadata;
      return [{ service, namespace, servicePort, port }];
    }),
  );
}
