import type { ConfigMap } from './schemas/config-map.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { PostgresCluster } from './schemas/postgres-cluster.ts';
import type { PostgresDatabase } from './schemas/postgres-database.ts';
import type { Secret } from './schemas/secret.ts';
import type { Service } from './schemas/service.ts';
import type { ServiceAccount } from './schemas/service-account.ts';

/** A field that is written in a manifest and changes nothing on one machine; named once per kind and path. */
export interface NotApplicableField {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  /** Indices of lists are left out: `spec.template.spec.containers[].imagePullPolicy`. */
  readonly path: string;
  readonly reason: string;
}

/** Everything that a folder of manifests declares; the objects keep the shape of Kubernetes. */
export interface ManifestSet {
  readonly directory: string;
  readonly namespace: string;
  readonly deployments: readonly Deployment[];
  readonly services: readonly Service[];
  readonly configMaps: readonly ConfigMap[];
  readonly secrets: readonly Secret[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly clusters: readonly PostgresCluster[];
  readonly databases: readonly PostgresDatabase[];
  readonly notApplicable: readonly NotApplicableField[];
  /** YAML files of the folder that its kustomization leaves out: they declare nothing here. */
  readonly unlisted: readonly string[];
}
