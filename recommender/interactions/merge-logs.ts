import type { InteractionLog } from './interaction-log.ts';

/** Concatenates two logs that were read separately, with shared user and item indices. */
export function mergeLogs(
  first: InteractionLog,
  second: InteractionLog,
): { readonly first: InteractionLog; readonly second: InteractionLog } {
  const users = mergeNames(first.userNames, second.userNames);
  const items = mergeNames(first.itemNames, second.itemNames);
  const names = { userNames: users.names, itemNames: items.names };
  return {
    first: { ...first, ...names },
    second: {
      ...second,
      ...names,
      users: second.users.map((user) => users.places[user] ?? 0),
      items: second.items.map((item) => items.places[item] ?? 0),
    },
  };
}

function mergeNames(first: readonly string[], second: readonly string[]) {
  const names = [...first];
  const known = new Map(names.map((name, place) => [name, place]));
  const places = second.map((name) => {
    const place = known.get(name);
    if (place !== undefined) return place;
    known.set(name, names.length);
    return names.push(name) - 1;
  });
  return { names, places };
}
