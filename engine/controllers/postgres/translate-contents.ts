import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { secretValues } from '../../manifests/index.ts';
import type { DatabaseSpec, RoleSpec } from '../../postgres/index.ts';

/** What the server of a Cluster is to hold, and what of it cannot be. */
export interface WantedContents {
  readonly roles: readonly RoleSpec[];
  readonly databases: readonly { readonly object: Stored<'Database'>; readonly spec: DatabaseSpec }[];
  /** Sentences, by the role that they are about. */
  readonly unready: Readonly<Record<string, string>>;
}

/** Roles and databases of a Cluster, with the roles' passwords as their Secrets are now. */
export function translateContents(
  cluster: Stored<'Cluster'>,
  databases: readonly Stored<'Database'>[],
  store: Pick<ObjectStore, 'get'>,
): WantedContents {
  const unready: Record<string, string> = {};
  const roles = (cluster.spec.managed?.roles ?? []).map((role): RoleSpec => {
    const { passwordSecret, validUntil: _never, disablePassword: _no, ...attributes } = role;
    if (passwordSecret === undefined) return attributes;
    const { name } = passwordSecret;
    const secret = store.get({ kind: 'Secret', name, namespace: cluster.metadata.namespace });
    const password = secret === undefined ? undefined : secretValues(secret)['password'];
    if (password !== undefined) return { ...attributes, password };
    unready[role.name] = `Secret ${name} ${secret === undefined ? 'does not exist' : 'has no key password'}`;
    return attributes;
  });
  return {
    roles,
    unready,
    databases: databases.map((object) => {
      const { cluster: _server, databaseReclaimPolicy: _listed, ...database } = object.spec;
      // One that was closed because it was deleted is opened again.
      return { object, spec: { allowConnections: true, ...database } };
    }),
  };
}
