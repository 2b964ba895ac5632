import type { Units } from './read-units.ts';

interface CountUnitsOptions {
  readonly journeys: number;
  readonly walk: () => Promise<boolean>;
  readonly read: () => Promise<Units>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly nowMs: () => number;
}

/** A backend that has nothing to do reports what it did within ten seconds, and a scrape comes every five. */
export const settleMs = 11_500;

/** Units of work a journey, beyond what happens at rest. */
export async function countUnits(options: CountUnitsOptions): Promise<Units> {
  const { journeys, walk, read, sleep, nowMs } = options;
  const look = async () => ({ atMs: nowMs(), units: await read() });
  // What was done before is reported meanwhile, and is not of the rest.
  await sleep(settleMs);
  const first = await look();
  await sleep(settleMs);
  const before = await look();
  let completed = 0;
  for (let index = 0; index < journeys; index += 1) if (await walk()) completed += 1;
  await sleep(settleMs);
  const after = await look();
  const restMs = before.atMs - first.atMs;
  const share = (after.atMs - before.atMs) / restMs;
  const countOf = (name: string, { units }: typeof after) => units.get(name) ?? 0;
  return new Map(
    [...after.units.keys()].map((name) => {
      const atRest = countOf(name, before) - countOf(name, first);
      const used = countOf(name, after) - countOf(name, before);
      return [name, (used - atRest * share) / completed];
    }),
  );
}
