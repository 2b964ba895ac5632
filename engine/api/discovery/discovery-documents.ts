import { type ServedResource, type ServedSubresource, servedResources } from './served-resource.ts';

/** The versions of the aggregated form; a client that asks for one cannot read the other. */
export type DiscoveryVersion = 'v2' | 'v2beta1';

interface ServedGroup {
  /** Empty for the core group. */
  readonly name: string;
  readonly versions: ReadonlyMap<string, readonly ServedResource[]>;
}

const groups: readonly ServedGroup[] = groupsOf(servedResources);

/** In the order of their names, as the API server has them: it is the order of `kubectl get all`. */
function groupsOf(served: readonly ServedResource[]): readonly ServedGroup[] {
  const resources = served.toSorted((one, other) => (one.plural < other.plural ? -1 : 1));
  const names = new Set(served.map(({ group }) => group));
  return [...names].map((name) => {
    const own = resources.filter(({ group }) => group === name);
    const versions = new Set(own.map(({ version }) => version));
    return {
      name,
      versions: new Map(
        [...versions].map((version) => [version, own.filter((each) => each.version === version)]),
      ),
    };
  });
}

/**
 * What is served at a path of discovery, in the form with one document a version; undefined for another path.
 * https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
 */
export function discoveryDocument(path: string): object | undefined {
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') {
    const named = groups.filter(({ name }) => name !== '');
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: named.map(groupDocument) };
  }
  const [, root, ...rest] = path.split('/');
  const [name, version] = root === 'api' ? ['', ...rest] : rest;
  const group = groups.find((each) => each.name === name && (root === 'api') === (name === ''));
  const most = root === 'api' ? 1 : 2;
  if (group === undefined || rest.length > most) return undefined;
  if (version === undefined) return { kind: 'APIGroup', apiVersion: 'v1', ...groupDocument(group) };
  const resources = group.versions.get(version);
  if (resources === undefined) return undefined;
  const groupVersion = groupVersionOf(group.name, version);
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: resources.flatMap(entriesOf) };
}

/** Everything below `/api` or `/apis` in one document. */
export function aggregatedDiscovery(path: '/api' | '/apis', discoveryVersion: DiscoveryVersion): object {
  const own = groups.filter(({ name }) => (name === '') === (path === '/api'));
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${discoveryVersion}`,
    metadata: {},
    items: own.map(({ name, versions }) => ({
      metadata: name === '' ? {} : { name },
      versions: [...versions].map(([version, resources]) => ({
        version,
        freshness: 'Current',
        resources: resources.map(aggregatedResource),
      })),
    })),
  };
}

/** `GROUP/VERSION`, or the version alone for the core group: as `apiVersion` has it. */
export function groupVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The paths of all group versions, without the first slash. */
export function groupVersionPaths(): readonly string[] {
  return groups.flatMap(({ name, versions }) =>
    [...versions.keys()].map((version) => (name === '' ? `api/${version}` : `apis/${name}/${version}`)),
  );
}

function groupDocument({ name, versions }: ServedGroup) {
  const served = [...versions.keys()].map((version) => ({
    groupVersion: groupVersionOf(name, version),
    version,
  }));
  return { name, versions: served, preferredVersion: served[0] };
}

function entriesOf(resource: ServedResource): readonly object[] {
  const { plural, singular, isNamespaced, kind, verbs, shortNames, categories, subresources } = resource;
  return [
    { name: plural, singularName: singular, namespaced: isNamespaced, kind, verbs, shortNames, categories },
    ...subresources.map(({ name, ...served }) => ({
      name: `${plural}/${name}`,
      singularName: '',
      namespaced: isNamespaced,
      ...served,
    })),
  ];
}

function aggregatedResource(resource: ServedResource) {
  const { plural, singular, isNamespaced, verbs, shortNames, categories, subresources } = resource;
  return {
    resource: plural,
    responseKind: kindOf(resource),
    scope: isNamespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    shortNames,
    categories,
    subresources: subresources.map((each) => ({
      subresource: each.name,
      responseKind: kindOf(each),
      verbs: each.verbs,
    })),
  };
}

function kindOf({ group, version, kind }: Pick<ServedSubresource, 'group' | 'version' | 'kind'>) {
  return { group, version, kind };
}
