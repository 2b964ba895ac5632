import type { PostgresCluster, PostgresDatabase } from '../manifests/index.ts';
import type { SecretStore } from '../secrets/index.ts';
import type { DatabaseSpec, RoleSpec } from './index.ts';

/** The contents of the server that stands for a Cluster. */
interface PostgresContents {
  readonly roles: readonly RoleSpec[];
  readonly databases: readonly DatabaseSpec[];
}

/** Roles and databases of the manifests, with the roles' passwords. */
export function planPostgres(
  cluster: PostgresCluster,
  databases: readonly PostgresDatabase[],
  secrets: Pick<SecretStore, 'get'>,
): PostgresContents {
  const roles = (cluster.spec.managed?.roles ?? []).map((role): RoleSpec => {
    const { passwordSecret, validUntil: _never, disablePassword: _no, ...attributes } = role;
    if (passwordSecret === undefined) return attributes;
    return { ...attributes, password: secrets.get(passwordSecret.name, 'password') };
  });
  return {
    roles,
    databases: databases.map(
      ({ spec: { cluster: _server, databaseReclaimPolicy: _listed, ...database } }): DatabaseSpec => database,
    ),
  };
}
