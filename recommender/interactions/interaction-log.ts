/** Interactions by row; users and items are indices into their name lists. */
export interface InteractionLog {
  readonly userNames: readonly string[];
  readonly itemNames: readonly string[];
  readonly users: Int32Array;
  readonly items: Int32Array;
  /** Milliseconds since the epoch; NaN where the source has no time. */
  readonly timesMs: Float64Array;
  /** Ratings or quantities; 1 if the source has none. */
  readonly values: Float64Array;
}

export interface Interaction {
  readonly user: string;
  readonly item: string;
  readonly timeMs?: number | undefined;
  readonly value?: number | undefined;
}

export interface LogBuilder {
  add(interaction: Interaction): void;
  build(): InteractionLog;
}

/** Collects interactions in source order; names are indexed in order of first appearance. */
export function createLogBuilder(): LogBuilder {
  const users = createIndex();
  const items = createIndex();
  const rows = {
    users: [] as number[],
    items: [] as number[],
    timesMs: [] as number[],
    values: [] as number[],
  };
  return {
    add({ user, item, timeMs = Number.NaN, value = 1 }) {
      rows.users.push(users.indexOf(user));
      rows.items.push(items.indexOf(item));
      rows.timesMs.push(timeMs);
      rows.values.push(value);
    },
    build: () => ({
      userNames: users.names,
      itemNames: items.names,
      users: Int32Array.from(rows.users),
      items: Int32Array.from(rows.items),
      timesMs: Float64Array.from(rows.timesMs),
      values: Float64Array.from(rows.values),
    }),
  };
}

export function toInteractionLog(interactions: Iterable<Interaction>): InteractionLog {
  const builder = createLogBuilder();
  for (const interaction of interactions) builder.add(interaction);
  return builder.build();
}

/** Keeps the rows for which the condition holds; user and item indices stay the same. */
export function filterLog(log: InteractionLog, isKept: (row: number) => boolean): InteractionLog {
  const rows = Array.from(log.users.keys()).filter(isKept);
  return {
    userNames: log.userNames,
    itemNames: log.itemNames,
    users: Int32Array.from(rows, (row) => log.users[row] ?? 0),
    items: Int32Array.from(rows, (row) => log.items[row] ?? 0),
    timesMs: Float64Array.from(rows, (row) => log.timesMs[row] ?? 0),
    values: Float64Array.from(rows, (row) => log.values[row] ?? 0),
  };
}

function createIndex() {
  const names: string[] = [];
  const indices = new Map<string, number>();
  return {
    names,
    indexOf(name: string): number {
      const known = indices.get(name);
      if (known !== undefined) return known;
      indices.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}
