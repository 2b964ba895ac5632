import type { ObjectReference } from '../../api/objects/output-kinds.ts';

/** What of a pod counts for the Services that select it. */
export interface EndpointPod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly nodeName: string;
  readonly isReady: boolean;
  readonly isTerminating: boolean;
  /** Its ports on this machine, by the number that a container declares. */
  readonly ports: Readonly<Record<string, number>>;
  /** The numbers of the ports that a container names. */
  readonly portNumbers: Readonly<Record<string, number>>;
}

export interface EndpointService {
  readonly ports: readonly {
    readonly name?: string | undefined;
    readonly port: number;
    readonly targetPort?: number | string | undefined;
  }[];
  /** Unready pods count as ready ones. */
  readonly publishesNotReady: boolean;
}

interface EndpointPort {
  readonly name?: string;
  readonly port: number;
  readonly protocol: 'TCP';
}

interface PodAddress {
  readonly ip: string;
  readonly nodeName: string;
  readonly targetRef: ObjectReference;
}

/** One pod behind a Service. */
export interface ServedPod {
  readonly address: PodAddress;
  readonly ports: readonly EndpointPort[];
  readonly isReady: boolean;
  readonly isServing: boolean;
  readonly isTerminating: boolean;
}

/** All pods have the same address here; their ports tell them apart. */
const address = '127.0.0.1';

/**
 * The pods behind a Service, by name. One whose ports are not known yet, because it has not been started, is left out
 * as one without an address is in a cluster.
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/endpoint/endpoints_controller.go
 */
export function decideEndpoints(
  service: EndpointService,
  pods: readonly EndpointPod[],
): readonly ServedPod[] {
  return pods
    .map((pod) => servedPod(service, pod))
    .filter(({ ports }) => ports.length > 0)
    .toSorted((a, b) => ((a.address.targetRef.name ?? '') < (b.address.targetRef.name ?? '') ? -1 : 1));
}

function servedPod({ ports, publishesNotReady }: EndpointService, pod: EndpointPod): ServedPod {
  const { name, namespace, uid, nodeName, isReady, isTerminating } = pod;
  return {
    address: { ip: address, nodeName, targetRef: { kind: 'Pod', namespace, name, uid } },
    ports: ports.flatMap(({ name: portName, port, targetPort = port }) => {
      const number = typeof targetPort === 'number' ? targetPort : pod.portNumbers[targetPort];
      const here = number === undefined ? undefined : pod.ports[number];
      if (here === undefined) return [];
      return [
        { ...(portName === undefined ? {} : { name: portName }), port: here, protocol: 'TCP' as const },
      ];
    }),
    isReady: publishesNotReady || (isReady && !isTerminating),
    isServing: publishesNotReady || isReady,
    isTerminating,
  };
}
