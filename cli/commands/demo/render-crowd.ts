import { summarizeCauses } from '../../scenarios/check.ts';
import {
  type DemoDocument,
  type DemoJourney,
  type JourneyOutcome,
  reasonOf,
  type StepTotals,
} from '../../scenarios/demo-document.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Style } from '../../terminal/paint.ts';
import { cutText, renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';

type View = Pick<Terminal, 'paint' | 'columns'>;
type EndedJourney = Pick<
  DemoJourney,
  'customerId' | 'persona' | 'outcome' | 'orderId' | 'durationMs' | 'steps'
>;

const marks: Readonly<Record<JourneyOutcome, { readonly mark: string; readonly style: Style }>> = {
  delivered: { mark: '✓', style: 'good' },
  refused: { mark: '–', style: 'warning' },
  failed: { mark: '✗', style: 'bad' },
  timeout: { mark: '✗', style: 'bad' },
};

/** One line for a journey that has ended; the reason of a failure is not truncated. */
export function renderJourneyEnd(journey: EndedJourney, { paint, columns }: View): string {
  const { customerId, persona, outcome, orderId, durationMs } = journey;
  const { mark, style } = marks[outcome];
  const time = formatDuration(durationMs).padStart(8);
  const head = `${customerId.padEnd(12)} ${persona.padEnd(17)} ${outcome.padEnd(9)} ${time}`;
  const detail = reasonOf(journey) ?? orderId ?? '';
  const room = Math.max(0, columns - head.length - 6);
  const isTrouble = outcome === 'failed' || outcome === 'timeout';
  const words = isTrouble ? detail : cutText(detail, room);
  const front = `  ${paint(style, mark)} ${head}`;
  return words === '' ? front : `${front}  ${paint(isTrouble ? 'bad' : 'faint', words)}`;
}

/** Table with one row per step, over all journeys. */
export function renderStepTotals(totals: readonly StepTotals[], { paint, columns }: View): string {
  return renderTable({
    columns: [
      { title: 'STEP' },
      { title: 'RAN', isRight: true },
      { title: 'FAILED', isRight: true },
      { title: 'RETRIED', isRight: true, dropOrder: 1 },
      { title: 'P50', isRight: true },
      { title: 'P95', isRight: true },
      { title: 'P99', isRight: true, dropOrder: 2 },
      { title: 'MAX', isRight: true, dropOrder: 3 },
    ],
    rows: totals.map(({ name, count, failed, retried, ...times }) => [
      { text: name },
      { text: String(count) },
      { text: String(failed), style: failed > 0 ? 'bad' : 'faint' },
      { text: String(retried), style: retried > 0 ? 'warning' : 'faint' },
      ...[times.p50Ms, times.p95Ms, times.p99Ms, times.maxMs].map((time) => ({
        text: time === null ? '-' : formatDuration(time),
      })),
    ]),
    paint,
    width: columns,
  });
}

/** The last line: the result, or the causes of failure. */
export function renderCrowdOutcome(
  { ok, checks, kpis, durationMs }: Pick<DemoDocument, 'ok' | 'checks' | 'kpis' | 'durationMs'>,
  { paint }: Pick<View, 'paint'>,
): string {
  const held = `${checks.filter((check) => check.ok).length} of ${checks.length} checks held`;
  const counts = `${kpis['delivered']} of ${kpis['journeys']} journeys delivered, ${kpis['refused']} refused`;
  const seconds = formatDuration(durationMs);
  if (ok) return paint('good', `${counts} for a reason; ${seconds}; ${held}.`);
  const causes = checks.filter((check) => !check.ok).map(({ name, reason }) => `${name}: ${reason}`);
  return paint('bad', `Failed: ${summarizeCauses(causes)}; ${counts}; ${held}.`);
}
