/** What of the API a path names. */
export interface RequestTarget {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}

/** Subresources of a Namespace itself; anything else below one is a resource in it. */
const ofNamespaces: ReadonlySet<string> = new Set(['status', 'finalize']);

/**
 * Reads `/api/v1/...` and `/apis/GROUP/VERSION/...`; undefined for a path that names no resource.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
 */
export function parseTarget(path: string): RequestTarget | undefined {
  const segments = decoded(path);
  if (segments === undefined) return undefined;
  const [root, ...rest] = segments;
  if (root !== 'api' && root !== 'apis') return undefined;
  const [group = '', version = '', ...parts] = root === 'api' ? ['', ...rest] : rest;
  if (version === '' || (root === 'apis' && group === '')) return undefined;
  const [first = '', second, third = ''] = parts;
  const isInNamespace = first === 'namespaces' && parts.length >= 3 && !ofNamespaces.has(third);
  const [plural = '', name, subresource, ...more] = isInNamespace ? parts.slice(2) : parts;
  if (plural === '' || name === '' || subresource === '') return undefined;
  // Only a proxy has a path of its own behind it.
  if (more.length > 0 && subresource !== 'proxy') return undefined;
  return { group, version, namespace: isInNamespace ? second : undefined, plural, name, subresource };
}

function decoded(path: string): readonly string[] | undefined {
  try {
    return path.split('/').slice(1).map(decodeURIComponent);
  } catch {
    return undefined;
  }
}
