import type { PostgresCluster } from '../../schemas/postgres-cluster.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

/** Roles that the server has by itself. */
const serverRoles = ['postgres'];
/** Roles that the operator keeps for itself. */
const reservedRoles = ['postgres', 'streaming_replica'];

function rolesOf(cluster: PostgresCluster): readonly string[] {
  return (cluster.spec.managed?.roles ?? []).map(({ name }) => name);
}

function checkRoles(object: PostgresCluster): ObjectFinding[] {
  const names = rolesOf(object);
  return (object.spec.managed?.roles ?? []).flatMap(({ name, inRoles = [] }, index): ObjectFinding[] => {
    const path = ['spec', 'managed', 'roles', index];
    const unknown = inRoles.filter((role) => !names.includes(role) && !role.startsWith('pg_'));
    return [
      ...(reservedRoles.includes(name)
        ? [
            {
              object,
              path: [...path, 'name'],
              message: `role ${name} belongs to the server itself: rename it`,
            },
          ]
        : []),
      ...(names.indexOf(name) === index
        ? []
        : [{ object, path: [...path, 'name'], message: `is the second role ${name}: rename it` }]),
      ...unknown.map((role) => ({
        object,
        path: [...path, 'inRoles', inRoles.indexOf(role)],
        message: `no role ${role} is declared: add it to the managed roles`,
      })),
    ];
  });
}

function checkDatabases({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  const databases = readable.Database;
  return databases.flatMap((object, index): ObjectFinding[] => {
    const { cluster: reference, name, owner } = object.spec;
    const cluster = readable.Cluster.find(({ metadata }) => metadata.name === reference.name);
    if (cluster === undefined) {
      if (isDeclared('Cluster', reference.name)) return [];
      const message = `no Cluster ${reference.name} is declared: add it or name another`;
      return [{ object, path: ['spec', 'cluster', 'name'], message }];
    }
    const isSecond = databases.findIndex(({ spec }) => spec.name === name) !== index;
    const hasOwner = rolesOf(cluster).includes(owner) || serverRoles.includes(owner);
    return [
      ...(isSecond
        ? [{ object, path: ['spec', 'name'], message: `is the second database ${name}: rename it` }]
        : []),
      ...(hasOwner
        ? []
        : [
            {
              object,
              path: ['spec', 'owner'],
              message: `Cluster ${reference.name} has no managed role ${owner}: add it`,
            },
          ]),
    ];
  });
}

/** Clusters, their roles and their databases agree with one another. */
export function checkPostgres(declared: DeclaredObjects): ObjectFinding[] {
  return [...declared.readable.Cluster.flatMap(checkRoles), ...checkDatabases(declared)];
}
