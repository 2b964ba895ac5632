import type { ManifestObject } from '../../schemas/kinds.ts';
import type { Namespace } from '../../schemas/namespace.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

/** Where kubectl puts objects that name no namespace; every cluster has it. */
const defaultNamespace = 'default';

function namespaced({ readable }: DeclaredObjects): Exclude<ManifestObject, Namespace>[] {
  const { Namespace: _, ...others } = readable;
  return Object.values(others).flat();
}

/** The one namespace that all objects lie in. */
export function namespaceOf({ readable }: DeclaredObjects): string {
  return readable.Namespace[0]?.metadata.name ?? defaultNamespace;
}

/** One machine rehearses one namespace: names of Services are host names within it. */
export function checkNamespaces(declared: DeclaredObjects): ObjectFinding[] {
  const [, ...more] = declared.readable.Namespace;
  const namespace = namespaceOf(declared);
  const second = more.map((object) => ({
    object,
    path: ['metadata', 'name'],
    message: `is a second namespace beside ${namespace}: one machine runs one namespace`,
  }));
  const isFromNamespace = declared.readable.Namespace.length > 0;
  const strangers = namespaced(declared).flatMap((object): ObjectFinding[] => {
    const written = object.metadata.namespace;
    if ((written ?? defaultNamespace) === namespace) return [];
    if (written === undefined) {
      return [
        { object, path: ['metadata', 'namespace'], message: `is missing: write namespace: ${namespace}` },
      ];
    }
    if (declared.isDeclared('Namespace', written)) return [];
    const advice = isFromNamespace ? `write ${namespace}` : 'add a Namespace of that name';
    return [
      { object, path: ['metadata', 'namespace'], message: `no Namespace ${written} is declared: ${advice}` },
    ];
  });
  return [...second, ...strangers];
}

/** The template's namespace is its Deployment's; another one would be refused by the API server. */
export function checkTemplateNamespaces({ readable }: DeclaredObjects): ObjectFinding[] {
  return readable.Deployment.flatMap((object): ObjectFinding[] => {
    const template = object.spec.template.metadata?.namespace;
    const owner = object.metadata.namespace ?? defaultNamespace;
    if (template === undefined || template === owner) return [];
    const path = ['spec', 'template', 'metadata', 'namespace'];
    return [{ object, path, message: `must be that of the Deployment, ${owner}: remove it` }];
  });
}
