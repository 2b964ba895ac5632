import type { ManifestSet } from '../manifests/index.ts';

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
  const names = new Set(given.map((name) => name.toLowerCase()));
  const tooWide = new Set<string>();
  for (const { metadata, spec } of objects.Gateway) {
    for (const host of spec.servers.flatMap(({ hosts }) => hosts)) {
      const name = host.slice(host.indexOf('/') + 1).toLowerCase();
      if (name.startsWith('*') && !/^\*\.[^.]+\../.test(name)) tooWide.add(metadata.name);
      else names.add(name);
    }
  }
  return { names: [...names], tooWide: [...tooWide] };
}
