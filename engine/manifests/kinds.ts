import type { TSchema } from 'typebox';
import { ConfigMapSchema } from './schemas/config-map.ts';
import { DeploymentSchema } from './schemas/deployment.ts';
import { NamespaceSchema } from './schemas/namespace.ts';
import { PostgresClusterSchema } from './schemas/postgres-cluster.ts';
import { PostgresDatabaseSchema } from './schemas/postgres-database.ts';
import { SecretSchema } from './schemas/secret.ts';
import { ServiceSchema } from './schemas/service.ts';
import { ServiceAccountSchema } from './schemas/service-account.ts';

export interface KindDefinition {
  readonly apiVersion: string;
  readonly schema: TSchema;
}

const kinds = {
  Namespace: { apiVersion: 'v1', schema: NamespaceSchema },
  ServiceAccount: { apiVersion: 'v1', schema: ServiceAccountSchema },
  ConfigMap: { apiVersion: 'v1', schema: ConfigMapSchema },
  Secret: { apiVersion: 'v1', schema: SecretSchema },
  Service: { apiVersion: 'v1', schema: ServiceSchema },
  Deployment: { apiVersion: 'apps/v1', schema: DeploymentSchema },
  Cluster: { apiVersion: 'postgresql.cnpg.io/v1', schema: PostgresClusterSchema },
  Database: { apiVersion: 'postgresql.cnpg.io/v1', schema: PostgresDatabaseSchema },
} as const satisfies Record<string, KindDefinition>;

export type KindName = keyof typeof kinds;

export const kindNames: readonly KindName[] = Object.keys(kinds).filter(isKindName);

export function isKindName(name: unknown): name is KindName {
  return typeof name === 'string' && Object.hasOwn(kinds, name);
}

export function kindDefinition(name: KindName): KindDefinition {
  return kinds[name];
}
