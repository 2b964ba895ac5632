interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

interface AllowedMethods {
  add(method: string, path: string): void;
  /** Methods of the routes that match a path; empty for an unknown path. */
  of(path: string): readonly string[];
}

/**
 * Collects routes as they are registered (`/pets/:id`), to tell an unknown path (404) from a method that is not allowed
 * (405).
 */
export function createAllowedMethods(): AllowedMethods {
  const known = new Map<string, KnownPath>();
  return {
    add(method, path) {
      const { methods } = known.get(path) ?? remember(known, path);
      methods.add(method);
    },
    of(path) {
      const found = [...known.values()].filter(({ pattern }) => pattern.test(path));
      return [...new Set(found.flatMap(({ methods }) => [...methods]))].sort();
    },
  };
}

function remember(known: Map<string, KnownPath>, path: string): KnownPath {
  const parts = path
    .split('/')
    .map((part) => (part.startsWith(':') ? '[^/]+' : part.replace(/[^\w-]/g, '\\$&')));
  const added = { pattern: new RegExp(`^${parts.join('/')}$`), methods: new Set<string>() };
  known.set(path, added);
  return added;
}
