import { describe, expect, it } from 'vitest';
import { countUnits, settleMs } from './count-units.ts';
import { unitRows } from './unit-rows.ts';

describe('units of work', () => {
  it('are counted beyond those at rest', async () => {
    let nowMs = 0;
    let walked = 0;
    const sleep = async (ms: number) => {
      nowMs += ms;
    };
    const units = await countUnits({
      journeys: 10,
      sleep,
      nowMs: () => nowMs,
      // What was done before the count is reported late.
      read: async () => new Map([['spans', 12 * walked + nowMs / 100 + (nowMs < settleMs ? 0 : 500)]]),
      async walk() {
        walked += 1;
        nowMs += 200;
        return true;
      },
    });
    expect(walked).toBe(10);
    expect(nowMs).toBe(3 * settleMs + 2_000);
    expect(units.get('spans')).toBeCloseTo(12, 6);
  });

  it('are rows: sums of ours, their parts, and the floor beside them', () => {
    const ours = new Map([
      ['statements: events', 10],
      ['statements: petstore_domain', 20],
      ['statements: floor', 1],
      ['log lines: gateway', 12],
      ['WAL fsyncs', 18],
      ['spans', 40],
    ]);
    const floor = new Map([
      ['statements: events', 2],
      ['statements: floor', 25],
      ['WAL fsyncs', 15],
      ['spans', 3],
    ]);
    const rows = unitRows(ours, floor);
    const find = (name: string) => rows.find(({ metric }) => metric === `units a journey: ${name}`);
    expect(find('statements, all')).toMatchObject({ value: 30, baseline: 25, ratio: 1.2 });
    expect(find('statements, petstore_domain')).toMatchObject({ value: 20, baseline: null });
    expect(find('statements, floor')).toBeUndefined();
    expect(find('log lines, all')).toMatchObject({ value: 12, baseline: null });
    expect(find('WAL fsyncs')).toMatchObject({ value: 18, baseline: 15 });
    expect(find('spans')).toMatchObject({ value: 40, baseline: null });
  });
});
