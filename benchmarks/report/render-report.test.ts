import { describe, expect, it } from 'vitest';
import type { BenchmarkReport } from './benchmark-report.ts';
import { createRow } from './create-row.ts';
import { missedRows, renderReport } from './render-report.ts';

const report: BenchmarkReport = {
  name: 'boot',
  machine: { cpus: 2, model: 'Some CPU', memoryGiB: 8, system: 'Linux 6.1 x64', node: 'v20.20.2' },
  commit: '0123456789ab+changes',
  load: { averageBefore: [0.5, 0.4, 0.3], averageAfter: [1.5, 0.6, 0.4], busyShare: 0.625 },
  settings: { runs: 3, replicas: null },
  rows: [
    createRow({
      metric: 'time',
      value: 3.5,
      unit: 's',
      baseline: 7,
      goal: { of: 'value', relation: '<=', bound: 3 },
    }),
    createRow({
      metric: 'throughput',
      value: 12_500,
      unit: '1/s',
      baseline: 50_000,
      goal: { of: 'ratio', relation: '>=', bound: 0.2 },
    }),
    createRow({ metric: 'CPU', value: 0.25, unit: 's' }),
  ],
  notes: ['Something to know.'],
};

describe('a rendered report', () => {
  it('shows settings, machine, rows and notes', () => {
    expect(renderReport(report)).toBe(
      [
        'boot: runs 3, replicas as in the manifests',
        'machine: 2 x Some CPU, 8 GiB, Linux 6.1 x64, Node v20.20.2',
        'commit: 0123456789ab+changes; load average 0.5 before, 1.5 after; CPU busy 63% of the run',
        '',
        'metric       value  unit  baseline  ratio  goal          met',
        'time           3.5  s            7    0.5  <= 3          NO',
        'throughput  12,500  1/s     50,000   0.25  ratio >= 0.2  yes',
        'CPU           0.25  s',
        '',
        '- Something to know.',
      ].join('\n'),
    );
  });

  it('counts rows that missed their goal, not rows without one', () => {
    expect(missedRows(report).map(({ metric }) => metric)).toEqual(['time']);
  });
});
