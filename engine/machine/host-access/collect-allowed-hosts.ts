import type { ManifestSet } from '../../manifests/index.ts';
import { parseHost } from './parse-host.ts';

/** Whom host ports answer besides loopback, and what of the Gateways says nothing about that. */
export interface AllowedHosts {
  readonly names: readonly string[];
  /** Gateways that name every host there is, or every host below a top level. */
  readonly tooWide: readonly string[];
}

/**
 * The names of `--allow-host` and of the Gateways' servers. A Gateway's `*` (or `*.com`) names nobody: taken at its
 * word, it would let every page whose name resolves to 127.0.0.1 in again, so it adds nothing.
 */
export function collectAllowedHosts(
  { objects }: Pick<ManifestSet, 'objects'>,
  given: readonly string[] = [],
): AllowedHosts {
  const names = new Set<string>();
  for (const pattern of given) addName(names, pattern);
  const tooWide = new Set<string>();
  for (const { metadata, spec } of objects.Gateway) {
    for (const host of spec.servers.flatMap(({ hosts }) => hosts)) {
      const pattern = host.slice(host.indexOf('/') + 1);
      if (pattern.startsWith('*') && !/^\*\.[^.]+\../.test(pattern)) tooWide.add(metadata.name);
      else addName(names, pattern);
    }
  }
  return { names: [...names], tooWide: [...tooWide] };
}

/** Spelled as the names of requests are; what is no name could not be asked for. */
function addName(names: Set<string>, pattern: string): void {
  const wildcard = pattern.startsWith('*.') ? '*.' : '';
  const host = parseHost(pattern.slice(wildcard.length));
  if (host !== null) names.add(`${wildcard}${host.name}`);
}
