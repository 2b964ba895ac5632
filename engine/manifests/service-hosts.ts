import { namespaceOf } from './check-namespaces.ts';
import type { DeclaredObjects } from './declared-objects.ts';

/** The name of the Service that a host of Istio stands for; null when it is none of this namespace's. */
export function serviceOfHost(declared: DeclaredObjects, host: string): string | null {
  const namespace = namespaceOf(declared);
  const [name = '', ...rest] = host.split('.');
  const suffix = rest.join('.');
  const own = ['', namespace, `${namespace}.svc`, `${namespace}.svc.cluster.local`];
  return own.includes(suffix) ? name : null;
}

/** The Services that Flagger makes of a Canary, with the one that it keeps. */
export function canaryServices({ readable }: DeclaredObjects): ReadonlyMap<string, string> {
  return new Map(
    readable.Canary.flatMap(({ spec, metadata }) => {
      const apex = spec.service?.name ?? spec.targetRef.name;
      return [apex, `${apex}-primary`, `${apex}-canary`].map((name): [string, string] => [
        name,
        metadata.name,
      ]);
    }),
  );
}
