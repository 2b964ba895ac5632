import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { workloadOf } from '../../api/store/workload-of.ts';
import type { MeshSource } from '../../mesh/index.ts';

/** Who a pod is to those whom it calls and who call it. */
export function podIdentity(pod: Stored<'Pod'>, store: Pick<ObjectStore, 'get'>): MeshSource {
  const { metadata, spec } = pod;
  return {
    namespace: metadata.namespace ?? 'default',
    serviceAccount: spec.serviceAccountName ?? 'default',
    workload: workloadOf(pod, store),
    version: versionOf(metadata.labels ?? {}, spec.containers[0]?.image ?? ''),
    pod: metadata.name,
  };
}

/** The words that the mesh takes into headers and labels; an image's tag may end otherwise. */
const word = /^[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?$/;

/**
 * Istio's canonical revision: the label that says it, then the labels that usually carry a version, then the image's
 * tag. https://github.com/istio/istio/blob/master/pilot/pkg/model/telemetry.go
 */
function versionOf(labels: Readonly<Record<string, string>>, image: string): string {
  const candidates = [
    labels['service.istio.io/canonical-revision'],
    labels['app.kubernetes.io/version'],
    labels['version'],
    /:([\w.-]+)$/.exec(image)?.[1],
  ];
  return candidates.find((candidate) => candidate !== undefined && word.test(candidate)) ?? 'latest';
}
