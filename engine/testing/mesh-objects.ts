import type { Stored } from '../api/objects/api-object.ts';
import { podPortAnnotations } from '../api/objects/pod-ports.ts';
import { ObjectStore } from '../api/store/object-store.ts';

interface Named {
  readonly name: string;
  readonly namespace: string;
}

interface WrittenPod extends Named {
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  /** The Deployment's name and a hash; without it nobody owns the pod. */
  readonly replicaSet?: string;
  readonly outbound?: Readonly<Record<string, number>>;
  readonly ports?: Readonly<Record<string, number>>;
  readonly phase?: string;
  /** Instead of one that declares each of the ports. */
  readonly containers?: Stored<'Pod'>['spec']['containers'];
}

interface WrittenService extends Named {
  readonly portNames?: readonly string[];
  readonly ports?: readonly number[];
  /** The port of each ready pod. */
  readonly pods?: Readonly<Record<string, number>>;
}

type Subsets = NonNullable<Stored<'Endpoints'>['subsets']>;

/** A store with the objects that a mesh is made of, as the controllers write them. */
export class MeshObjects {
  readonly store = new ObjectStore({ clock: { now: () => 0 } });

  deployment({ name, namespace }: Named): void {
    const template = { spec: { containers: [{ name: 'main', image: 'shop/web:v1' }] } };
    this.store.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace },
      spec: { selector: { matchLabels: {} }, template },
    });
  }

  pod({ name, namespace, replicaSet, ...pod }: WrittenPod): void {
    const { labels = {}, image = 'shop/web:v1', outbound = {}, ports = {}, phase = 'Running' } = pod;
    if (replicaSet !== undefined) this.#replicaSet({ name: replicaSet, namespace });
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', uid: 'u', controller: true };
    const main = {
      name: 'main',
      image,
      ports: Object.keys(ports).map((port) => ({ containerPort: Number(port) })),
    };
    this.store.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name,
        namespace,
        labels,
        annotations: podPortAnnotations({ ports, outbound }),
        ...(replicaSet === undefined ? {} : { ownerReferences: [{ ...owner, name: replicaSet }] }),
      },
      spec: { nodeName: 'laptop', serviceAccountName: 'robot', containers: pod.containers ?? [main] },
      status: { phase, conditions: [{ type: 'Ready', status: 'True' }] },
    });
  }

  setReady(name: string, namespace: string, isReady: boolean): void {
    const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }];
    this.store.replaceStatus({
      kind: 'Pod',
      metadata: { name, namespace },
      status: { phase: 'Running', conditions },
    });
  }

  endPod(name: string, namespace: string): void {
    this.store.delete({ kind: 'Pod', name, namespace });
  }

  service({ name, namespace, portNames = [], ports = [8080], pods }: WrittenService): void {
    const named = portNames.map((portName, index) => ({ name: portName, port: 8080 + index }));
    this.store.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: named.length > 0 ? named : ports.map((port) => ({ port })) },
    });
    if (pods === undefined) return;
    const subsets = Object.entries(pods).map(([pod, port]) => ({
      addresses: [{ ip: '127.0.0.1', targetRef: { kind: 'Pod', name: pod, namespace } }],
      ports: [{ port, protocol: 'TCP' as const }],
    }));
    this.endpoints({ name, namespace }, subsets);
  }

  endpoints(metadata: Named, subsets: Subsets): void {
    const endpoints = { apiVersion: 'v1', kind: 'Endpoints' as const, metadata, subsets };
    const isThere = this.store.get({ kind: 'Endpoints', ...metadata }) !== undefined;
    if (isThere) this.store.replace(endpoints);
    else this.store.create(endpoints);
  }

  #replicaSet({ name, namespace }: Named): void {
    if (this.store.get({ kind: 'ReplicaSet', name, namespace }) !== undefined) return;
    const deployment = name.slice(0, name.lastIndexOf('-'));
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name: deployment, uid: 'u', controller: true };
    this.store.create({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name, namespace, ownerReferences: [owner] },
      spec: {
        replicas: 1,
        selector: {},
        template: { spec: { containers: [{ name: 'main', image: 'shop/web:v1' }] } },
      },
    });
  }
}
