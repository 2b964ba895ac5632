import type { Stored } from '../../api/objects/api-object.ts';

export interface DatabaseDecision {
  readonly served: readonly Stored<'Database'>[];
  readonly unserved: readonly { readonly object: Stored<'Database'>; readonly reason: string }[];
}

/** Which Databases the served Cluster has: those that name it, and of two with one name the first. */
export function decideDatabases(
  cluster: Stored<'Cluster'> | null,
  databases: readonly Stored<'Database'>[],
): DatabaseDecision {
  const served: Stored<'Database'>[] = [];
  const unserved: { readonly object: Stored<'Database'>; readonly reason: string }[] = [];
  for (const object of databases) {
    const { spec, metadata } = object;
    const isOfCluster =
      cluster !== null &&
      spec.cluster.name === cluster.metadata.name &&
      metadata.namespace === cluster.metadata.namespace;
    const first = served.find((other) => other.spec.name === spec.name);
    if (!isOfCluster)
      unserved.push({ object, reason: `no Cluster ${spec.cluster.name} is served in this namespace` });
    else if (first !== undefined)
      unserved.push({ object, reason: `database ${spec.name} is that of Database ${first.metadata.name}` });
    else served.push(object);
  }
  return { served, unserved };
}
