import type { Stored } from '../../api/objects/api-object.ts';
import type { Container, InitContainer, Volume } from '../../manifests/index.ts';
import type { PodIdentity } from '../containers/pod-fields.ts';
import { type QosClass, qosClassOf } from '../status/qos-class.ts';

/** What a pod runs, as its object says. */
export interface PodPlan extends PodIdentity {
  /** The Deployment that it belongs to at last, or itself. */
  readonly workload: string;
  readonly graceMs: number;
  readonly initContainers: readonly InitContainer[];
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  readonly qosClass: QosClass;
}

const defaultGraceSeconds = 30;

export function planPod({ metadata, spec }: Stored<'Pod'>, workload: string): PodPlan {
  const { name, namespace = 'default', uid, labels = {}, annotations = {} } = metadata;
  return {
    name,
    namespace,
    uid,
    labels,
    annotations,
    workload,
    serviceAccount: spec.serviceAccountName ?? 'default',
    graceMs: (spec.terminationGracePeriodSeconds ?? defaultGraceSeconds) * 1000,
    initContainers: spec.initContainers ?? [],
    containers: spec.containers,
    volumes: spec.volumes ?? [],
    qosClass: qosClassOf(spec),
  };
}

/** ConfigMaps and Secrets that a pod takes values or files from, each as `KIND/NAME`. */
export function configurationOf({ initContainers, containers, volumes }: PodPlan): ReadonlySet<string> {
  const references = new Set<string>();
  const add = (kind: 'ConfigMap' | 'Secret', name: string | undefined) => {
    if (name !== undefined) references.add(`${kind}/${name}`);
  };
  for (const { env = [], envFrom = [] } of [...initContainers, ...containers]) {
    for (const { valueFrom } of env) {
      add('ConfigMap', valueFrom?.configMapKeyRef?.name);
      add('Secret', valueFrom?.secretKeyRef?.name);
    }
    for (const { configMapRef, secretRef } of envFrom) {
      add('ConfigMap', configMapRef?.name);
      add('Secret', secretRef?.name);
    }
  }
  for (const { configMap, secret } of volumes) {
    add('ConfigMap', configMap?.name);
    add('Secret', secret?.secretName);
  }
  return references;
}
