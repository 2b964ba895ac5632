/** What was found on a server that is not the engine's own. */
export interface ServerObservation {
  /** As `server_version_num` says it: 180004 is 18.4. */
  readonly versionNumber: number;
  readonly mayCreate: boolean;
  readonly maxConnections: number;
  /** Roles and databases of the names that the manifests want, as they are there already. */
  readonly roles: readonly { readonly name: string; readonly comment: string | null }[];
  readonly databases: readonly { readonly name: string; readonly owner: string }[];
}

interface WantedContents {
  readonly maxConnections: number | null;
  readonly owners: ReadonlyMap<string, string>;
}

type ServerUseDecision =
  | { readonly refused: readonly string[] }
  | { readonly refused: null; readonly warnings: readonly string[] };

/** Set on every role that is made on a foreign server; a role without it is somebody else's. */
export const roleMarker = 'marty-petstore';

/**
 * Before 15 everybody may create tables in the schema public, so services would have the DDL rights that they must not
 * have.
 */
const leastVersion = 15;

/**
 * Whether the system may settle on a server; roles and databases of others that happen to have its names are never
 * taken over.
 */
export function decideServerUse(found: ServerObservation, wanted: WantedContents): ServerUseDecision {
  const refused: string[] = [];
  const version = Math.floor(found.versionNumber / 10_000);
  if (version < leastVersion) refused.push(`it is PostgreSQL ${version}, and ${leastVersion} is the least`);
  if (!found.mayCreate)
    refused.push(
      'the user may not create roles and databases: use a superuser, or grant CREATEROLE and CREATEDB',
    );
  const foreignRoles = found.roles.filter(({ comment }) => comment !== roleMarker);
  if (foreignRoles.length > 0)
    refused.push(`it has roles of others with our names: ${foreignRoles.map(({ name }) => name).join(', ')}`);
  const foreignDatabases = found.databases.filter(({ name, owner }) => wanted.owners.get(name) !== owner);
  if (foreignDatabases.length > 0)
    refused.push(
      `it has databases of others with our names: ${foreignDatabases.map(({ name }) => name).join(', ')}`,
    );
  if (refused.length > 0) return { refused };
  const { maxConnections } = wanted;
  const isNarrow = maxConnections !== null && found.maxConnections < maxConnections;
  const warning = `it allows ${found.maxConnections} connections, the manifests ask for ${maxConnections}`;
  return { refused: null, warnings: isNarrow ? [warning] : [] };
}
