/** A folder of the container and the folder of this machine that stands for it. */
export interface PathMapping {
  readonly containerPath: string;
  readonly hostPath: string;
}

/**
 * A text that begins with a mounted path, with the real folder in its place; the deepest mount wins, as in a container.
 */
export function rewritePath(text: string, mappings: readonly PathMapping[]): string {
  const prefix = text.startsWith('file://') ? 'file://' : '';
  const path = text.slice(prefix.length);
  let best: PathMapping | undefined;
  for (const mapping of mappings) {
    const matches = path === mapping.containerPath || path.startsWith(withSlash(mapping.containerPath));
    if (matches && (best === undefined || mapping.containerPath.length > best.containerPath.length))
      best = mapping;
  }
  return best === undefined ? text : `${prefix}${best.hostPath}${path.slice(best.containerPath.length)}`;
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
