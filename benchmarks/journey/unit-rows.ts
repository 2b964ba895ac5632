import { floorDatabase } from '../floor/start-floor.ts';
import type { BenchmarkRow } from '../report/benchmark-report.ts';
import { createRow } from '../report/create-row.ts';
import type { Units } from './read-units.ts';

/** Units in parts of which the sum is a row too. */
const summed = ['statements', 'transactions', 'log lines', 'log bytes'] as const;
const single = ['WAL fsyncs', 'WAL records', 'WAL bytes', 'spans', 'request records', 'events'] as const;

/** Rows of the units of work a journey; the floor's beside them where it has such units. */
export function unitRows(ours: Units, floor: Units): BenchmarkRow[] {
  const row = (name: string, value: number, baseline: number | null = null) =>
    createRow({ metric: `units a journey: ${name}`, value, unit: unitOf(name), baseline });
  const floorCounts = (name: string) => (/WAL|statements|transactions/.test(name) ? floor : undefined);
  return [
    ...summed.flatMap((unit) => {
      const parts = [...ours].filter(([name]) => partOf(name, unit) !== null && !isFloor(name)).sort();
      const sum = parts.reduce((total, [, count]) => total + count, 0);
      const baseline = floorCounts(unit)?.get(`${unit}: ${floorDatabase}`) ?? null;
      return [
        row(`${unit}, all`, sum, baseline),
        ...parts.map(([name, count]) => row(`${unit}, ${partOf(name, unit)}`, count)),
      ];
    }),
    ...single.map((name) => row(name, ours.get(name) ?? 0, floorCounts(name)?.get(name) ?? null)),
  ];
}

/** The database or Deployment of `unit: part`. */
function partOf(name: string, unit: string): string | null {
  return name.startsWith(`${unit}: `) ? name.slice(unit.length + 2) : null;
}

function isFloor(name: string): boolean {
  return name.endsWith(`: ${floorDatabase}`);
}

function unitOf(name: string): string {
  return name.includes('bytes') ? 'B' : '';
}
