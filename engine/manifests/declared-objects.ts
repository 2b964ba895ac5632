import type { Finding } from './check-schema.ts';
import type { KindName } from './kinds.ts';
import type { ConfigMap } from './schemas/config-map.ts';
import type { Deployment } from './schemas/deployment.ts';
import type { Namespace } from './schemas/namespace.ts';
import type { PostgresCluster } from './schemas/postgres-cluster.ts';
import type { PostgresDatabase } from './schemas/postgres-database.ts';
import type { Secret } from './schemas/secret.ts';
import type { Service } from './schemas/service.ts';
import type { ServiceAccount } from './schemas/service-account.ts';

interface ObjectOfKind {
  Namespace: Namespace;
  ServiceAccount: ServiceAccount;
  ConfigMap: ConfigMap;
  Secret: Secret;
  Service: Service;
  Deployment: Deployment;
  Cluster: PostgresCluster;
  Database: PostgresDatabase;
}

export type ManifestObject = ObjectOfKind[KindName];

/** What the folder declares, for the rules that look at more than one object. */
export interface DeclaredObjects {
  /** The objects of one kind that have its shape; they may have problems of their own. */
  readonly readable: { readonly [Kind in KindName]: readonly ObjectOfKind[Kind][] };
  /** Also true of an object that cannot be read: its problems are not reported once more as a dangling name. */
  isDeclared(kind: KindName, name: string): boolean;
  /** Whether some object of the kind cannot be read, so that what is missing may be that one. */
  hasUnreadable(kind: KindName): boolean;
}

/** A problem that shows between objects; it stands at one of them. */
export interface ObjectFinding extends Finding {
  readonly object: object;
}
