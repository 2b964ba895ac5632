import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { messageOf } from '@petstore/chassis/errors';
import { cliErrors } from '../../errors.ts';
import type { DemoDocument, DemoJourney } from '../../scenarios/demo-document.ts';
import { measureSteps } from '../../scenarios/measure-crowd.ts';

const journeyColumns = ['correlation_id', 'customer_id', 'persona', 'outcome', 'order_id', 'journey_ms'];
const stepColumns = [
  'step',
  'service',
  'status',
  'duration_ms',
  'attempts',
  'fallback_used',
  'message_id',
  'error_code',
];

const analyticsName = 'journey_analytics.json';
const dataName = 'journey_data.csv';

/** Writes the document's figures as JSON and every step of every journey as CSV; resolves with both paths. */
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

/** CSV with a header and one row per step of each journey (RFC 4180, but lines end with LF). */
export function renderJourneyCsv(journeys: readonly DemoJourney[]): string {
  const rows = journeys.flatMap((journey) => {
    const { correlationId, customerId, persona, outcome, orderId, durationMs, steps } = journey;
    const front = [correlationId, customerId, persona, outcome, orderId, durationMs];
    return steps.map((step) => [
      ...front,
      step.name,
      step.service,
      step.status,
      step.durationMs,
      step.attempts,
      step.fallbackUsed,
      step.messageId,
      step.error?.code ?? null,
    ]);
  });
  return [[...journeyColumns, ...stepColumns], ...rows]
    .map((row) => `${row.map(fieldOf).join(',')}\n`)
    .join('');
}

function fieldOf(value: string | number | boolean | null): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
