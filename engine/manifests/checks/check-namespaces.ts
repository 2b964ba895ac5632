import type { ManifestObject } from '../../schemas/kinds.ts';
import type { Namespace } from '../../schemas/namespace.ts';
import type { ObjectFinding } from '../manifest-problem.ts';
import { type DeclaredObjects, defaultNamespace } from '../reading/declared-objects.ts';

function namespaced({ readable }: DeclaredObjects): Exclude<ManifestObject, Namespace>[] {
  const { Namespace: _, ...others } = readable;
  return Object.values(others).flat();
}

/** Objects lie in namespaces that are declared, and say in which. */
export function checkNamespaces(declared: DeclaredObjects): ObjectFinding[] {
  const { namespace } = declared;
  const isFromNamespace = declared.readable.Namespace.length > 0;
  return namespaced(declared).flatMap((object): ObjectFinding[] => {
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
