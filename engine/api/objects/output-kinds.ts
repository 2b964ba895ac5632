import type { LabelSelector } from '../../schemas/label-selector.ts';
import type { PodSpec, PodTemplate } from '../../schemas/pod.ts';

/** Kinds that controllers and the kubelet write and that no manifest here declares. */
export const outputKinds = {
  ReplicaSet: 'apps/v1',
  Pod: 'v1',
  Endpoints: 'v1',
  EndpointSlice: 'discovery.k8s.io/v1',
  Event: 'v1',
  Node: 'v1',
} as const;

export type OutputKindName = keyof typeof outputKinds;

interface Written {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: unknown;
  readonly status?: unknown;
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/replica-set-v1/ */
interface ReplicaSet extends Written {
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds?: number;
    readonly selector: LabelSelector;
    readonly template: PodTemplate;
  };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/ */
interface Pod extends Written {
  /** `nodeName` is absent until the pod is scheduled. */
  readonly spec: PodSpec;
}

export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

interface EndpointAddress {
  readonly ip: string;
  readonly nodeName?: string;
  readonly targetRef?: ObjectReference;
}

/**
 * Every pod has the address 127.0.0.1 and ports of its own here, so each pod is a subset of its own.
 * https://kubernetes.io/docs/reference/kubernetes-api/service-resources/endpoints-v1/
 */
interface Endpoints extends Written {
  readonly subsets?: readonly {
    readonly addresses?: readonly EndpointAddress[];
    readonly notReadyAddresses?: readonly EndpointAddress[];
    readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: 'TCP' }[];
  }[];
}

/** One a pod, for the same reason. */
interface EndpointSlice extends Written {
  readonly addressType: 'IPv4';
  readonly endpoints: readonly {
    readonly addresses: readonly string[];
    readonly conditions: {
      readonly ready: boolean;
      readonly serving: boolean;
      readonly terminating: boolean;
    };
    readonly nodeName?: string;
    readonly targetRef?: ObjectReference;
  }[];
  readonly ports: readonly { readonly name: string; readonly port: number; readonly protocol: 'TCP' }[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/, in its core form. */
interface Event extends Written {
  readonly involvedObject: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly source: { readonly component: string; readonly host?: string };
  readonly firstTimestamp: string;
  readonly lastTimestamp: string;
  readonly count: number;
}

interface Node extends Written {
  readonly spec: { readonly unschedulable?: boolean };
}

export interface OutputObjectOfKind {
  ReplicaSet: ReplicaSet;
  Pod: Pod;
  Endpoints: Endpoints;
  EndpointSlice: EndpointSlice;
  Event: Event;
  Node: Node;
}
