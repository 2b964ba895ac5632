import type { KindName, ReadableObjects } from '../../schemas/kinds.ts';

/** A field that is written in a manifest and changes nothing on one machine; named once per kind and path. */
export interface NotApplicableField {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** Indices of lists are left out: `spec.template.spec.containers[].imagePullPolicy`. */
  readonly path: string;
  readonly reason: string;
}

/** A controller that does not run here yet, though there are objects for it. */
export interface AwaitedController {
  readonly controller: string;
  readonly kinds: readonly KindName[];
}

/** What a set consists of; all of it can be written as JSON. */
export interface SetContent {
  readonly directory: string;
  readonly namespace: string;
  /** Every object, by its kind. */
  readonly objects: ReadableObjects;
  readonly awaited: readonly AwaitedController[];
  readonly notApplicable: readonly NotApplicableField[];
  /** YAML files of the folder that its kustomization leaves out: they declare nothing here. */
  readonly unlisted: readonly string[];
}

/** Everything that a folder of manifests declares; the objects keep the shape of Kubernetes. */
export interface ManifestSet extends SetContent {
  readonly deployments: ReadableObjects['Deployment'];
  readonly services: ReadableObjects['Service'];
  readonly configMaps: ReadableObjects['ConfigMap'];
  readonly secrets: ReadableObjects['Secret'];
  readonly serviceAccounts: ReadableObjects['ServiceAccount'];
  readonly clusters: ReadableObjects['Cluster'];
  readonly databases: ReadableObjects['Database'];
}

export function manifestSetOf(content: SetContent): ManifestSet {
  const { objects } = content;
  return {
    ...content,
    deployments: objects.Deployment,
    services: objects.Service,
    configMaps: objects.ConfigMap,
    secrets: objects.Secret,
    serviceAccounts: objects.ServiceAccount,
    clusters: objects.Cluster,
    databases: objects.Database,
  };
}
