import type { LogLine, LogQuery, LogStore } from './log-store.ts';

/**
 * Tells the kept lines and then each new one, none twice and none missed in between, until the returned function is
 * called. Resolves when the kept ones are told.
 */
export async function tellLines(
  logs: LogStore,
  query: LogQuery,
  tell: (line: LogLine) => void,
): Promise<() => void> {
  let early: LogLine[] | null = [];
  const stop = logs.follow(query, (line) => {
    if (early === null) tell(line);
    else early.push(line);
  });
  const kept = await logs.search(query);
  const told = countOf(kept);
  for (const line of kept) tell(line);
  for (const line of early) {
    const key = JSON.stringify(line);
    const count = told.get(key) ?? 0;
    if (count > 0) told.set(key, count - 1);
    else tell(line);
  }
  early = null;
  return stop;
}

function countOf(lines: readonly LogLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const key = JSON.stringify(line);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
