import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { cliErrors } from '../errors.ts';
import { renderJourneyCsv } from '../reports/render-journey-csv.ts';
import { measureSteps } from '../scenarios/crowd/measure-crowd.ts';
import type { DemoDocument } from '../scenarios/demo-document.ts';

const analyticsName = 'journey_analytics.json';
const dataName = 'journey_data.csv';

/** Writes what a demo measured, and every step of every journey; the paths of both files. */
export async function exportJourneys(document: DemoDocument, directory: string): Promise<readonly string[]> {
  const folder = resolve(directory);
  const { journeys, ...rest } = document;
  const analytics = { ...rest, stepTotals: document.stepTotals ?? measureSteps(journeys) };
  const files = [
    [join(folder, analyticsName), `${JSON.stringify(analytics, null, 2)}\n`],
    [join(folder, dataName), renderJourneyCsv(journeys)],
  ] as const;
  try {
    await mkdir(folder, { recursive: true });
    for (const [path, text] of files) await writeFile(path, text);
  } catch (cause) {
    const message = `The journeys cannot be written to ${folder}: ${messageOf(cause)}. Name another folder with --output.`;
    throw cliErrors.create('export-not-written', { message, cause, details: { directory: folder } });
  }
  return files.map(([path]) => path);
}
