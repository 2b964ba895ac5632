import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';

/** Bindings name roles and accounts that exist. */
export function checkRoles({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  return readable.RoleBinding.flatMap((object): ObjectFinding[] => {
    const { roleRef, subjects = [] } = object;
    const role =
      roleRef.kind === 'Role' && !isDeclared('Role', roleRef.name)
        ? [
            {
              object,
              path: ['roleRef', 'name'],
              message: `no Role ${roleRef.name} is declared: add it or name another`,
            },
          ]
        : [];
    const accounts = subjects.flatMap(({ kind, name, namespace }, index): ObjectFinding[] => {
      const path = ['subjects', index];
      if (kind !== 'ServiceAccount') return [];
      if (namespace === undefined) {
        return [{ object, path: [...path, 'namespace'], message: 'is missing: add it' }];
      }
      if (namespace !== object.metadata.namespace || isDeclared('ServiceAccount', name)) return [];
      const message = `no ServiceAccount ${name} is declared: add it or name another`;
      return [{ object, path: [...path, 'name'], message }];
    });
    return [...role, ...accounts];
  });
}

/** A pod runs as a service account; every namespace has the one named default. */
export function checkServiceAccounts({ readable, isDeclared }: DeclaredObjects): ObjectFinding[] {
  return readable.Deployment.flatMap((object): ObjectFinding[] => {
    const name = object.spec.template.spec.serviceAccountName;
    if (name === undefined || name === 'default' || isDeclared('ServiceAccount', name)) return [];
    const path = ['spec', 'template', 'spec', 'serviceAccountName'];
    return [{ object, path, message: `no ServiceAccount ${name} is declared: add it` }];
  });
}
