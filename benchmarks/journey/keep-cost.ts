import { readFile, writeFile } from 'node:fs/promises';
import type { BenchmarkReport } from '../report/benchmark-report.ts';
import { drawCost } from './draw-cost.ts';
import { renderCostPage } from './render-cost.ts';

/**
 * Renders the measured part of the page `path` (`X.md`) from the report, and writes the report as it came to `X.json`
 * and its chart to `X.svg`, beside the page.
 */
export async function keepCost(path: string, report: BenchmarkReport): Promise<void> {
  const beside = (extension: string) => path.replace(/\.md$/, extension);
  const page = renderCostPage(await readFile(path, 'utf8'), report);
  await writeFile(path, page);
  await writeFile(beside('.svg'), drawCost(report));
  await writeFile(beside('.json'), `${JSON.stringify(report, null, 2)}\n`);
}
