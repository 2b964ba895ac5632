import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';

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
