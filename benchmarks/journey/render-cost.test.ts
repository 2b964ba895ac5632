import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { BenchmarkReport } from '../report/benchmark-report.ts';
import { drawCost } from './draw-cost.ts';
import { renderCostPage } from './render-cost.ts';

const read = (extension: string) =>
  readFileSync(new URL(`../../docs/architecture/cost.${extension}`, import.meta.url), 'utf8');

// After a change of the renderer: npx vitest run --project unit benchmarks/journey/render-cost.test.ts -u
it('shows of the cost of a journey what the benchmark reported, and nothing else', async () => {
  const report: BenchmarkReport = JSON.parse(read('json'));
  await expect(renderCostPage(read('md'), report)).toMatchFileSnapshot('../../docs/architecture/cost.md');
  await expect(drawCost(report)).toMatchFileSnapshot('../../docs/architecture/cost.svg');
});
