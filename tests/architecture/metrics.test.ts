import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MetricDefinition, metricTable } from '@petstore/contracts/metrics';
import { describe, expect, it } from 'vitest';
import { readSourceTree } from '../../scripts/boundaries/read-source-tree.ts';
import { readTables } from './read-tables.ts';

const root = process.cwd();
const rows = readTables(readFileSync(join(root, 'docs/reference/metrics.md'), 'utf8'));
const documented = rows.map(({ cells }) => cells.join(' | '));
const emitters = [...readSourceTree(root).sources].filter(
  ([path]) => /^(chassis|engine|services)\//.test(path) && !path.endsWith('.test.ts'),
);

/** A row of the page: name, type, labels, unit, meaning. */
function rowOf([name, metric]: readonly [string, MetricDefinition]): string {
  const { type, labels, unit, help } = metric;
  return [name, type, labels.length === 0 ? '-' : labels.join(', '), unit, help].join(' | ');
}

const contract = Object.entries(metricTable).map(rowOf);

describe('the reference of metrics', () => {
  it('lists every metric of the contract with its type, labels and unit', () => {
    expect(contract.filter((row) => !documented.includes(row))).toEqual([]);
  });

  it('lists no metric that the contract does not have', () => {
    expect(documented.filter((row) => !contract.includes(row))).toEqual([]);
  });
});

describe('the contract of metrics', () => {
  it('contains only metrics that a process emits', () => {
    const silent = Object.keys(metricTable).filter(
      (name) => !emitters.some(([, text]) => text.includes(`'${name}'`)),
    );
    expect(silent).toEqual([]);
  });

  it('names counters and units by the conventions of Prometheus', () => {
    const wrong = Object.entries<MetricDefinition>(metricTable)
      .filter(([name, { type }]) => (type === 'counter') !== name.endsWith('_total'))
      .map(([name]) => name);
    expect(wrong).toEqual([]);
    const seconds = Object.entries<MetricDefinition>(metricTable).filter(
      ([, { unit }]) => unit === 'seconds',
    );
    expect(seconds.map(([name]) => name).filter((name) => !/_seconds(_total)?$/.test(name))).toEqual([]);
  });
});
