import { summarizeCauses } from '../../scenarios/check.ts';
import type { DemoDocument, DemoStep } from '../../scenarios/demo-document.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Style } from '../../terminal/paint.ts';
import { cutText, renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';

type View = Pick<Terminal, 'paint' | 'columns'>;

const marks: Readonly<Record<DemoStep['status'], { readonly mark: string; readonly style: Style }>> = {
  ok: { mark: '✓', style: 'good' },
  degraded: { mark: '~', style: 'warning' },
  failed: { mark: '✗', style: 'bad' },
  skipped: { mark: '–', style: 'faint' },
};

const nameWidth = 15;
const serviceWidth = 15;
const timeWidth = 8;

/** One line for a step that has ended; the reason of a failure is not truncated. */
export function renderStep(step: DemoStep, detail: string, { paint, columns }: View): string {
  const { mark, style } = marks[step.status];
  const time = step.status === 'skipped' ? '' : formatDuration(step.durationMs);
  const front = 2 + 2 + nameWidth + 1 + serviceWidth + 1 + timeWidth + 2;
  const words = step.status === 'failed' ? detail : cutText(detail, Math.max(0, columns - front));
  const name = step.name.padEnd(nameWidth);
  const service = step.service.padEnd(serviceWidth);
  const line = `  ${paint(style, mark)} ${name} ${paint('faint', service)} ${time.padStart(timeWidth)}`;
  return words === ''
    ? line.trimEnd()
    : `${line}  ${paint(step.status === 'failed' ? 'bad' : 'faint', words)}`;
}

export function renderChecks(checks: DemoDocument['checks'], { paint, columns }: View): string {
  return renderTable({
    columns: [{}, {}, { isRight: true }, {}, {}, { isShrinkable: true }],
    rows: checks.map(({ name, threshold, value, unit, ok, reason = '' }) => [
      { text: ok ? '✓' : '✗', style: ok ? 'good' : 'bad' },
      { text: name },
      { text: String(value) },
      { text: unit, style: 'faint' },
      { text: threshold, style: 'faint' },
      { text: reason, style: 'bad' },
    ]),
    paint,
    width: columns,
  });
}

/** The last line: the result, or the cause of failure. */
export function renderOutcome({ ok, journeys, checks, kpis }: DemoDocument, { paint }: View): string {
  const held = `${checks.filter((check) => check.ok).length} of ${checks.length} checks held`;
  const messages = kpis['messages'] === null ? '' : `; ${kpis['messages']} messages`;
  const [journey] = journeys;
  if (ok) {
    const time = formatDuration(kpis['timeToDeliveredMs'] ?? 0);
    return paint('good', `Order ${journey?.orderId} delivered in ${time}${messages}; ${held}.`);
  }
  const failed = journey?.steps.find(({ status }) => status === 'failed');
  const what =
    failed === undefined
      ? summarizeCauses(checks.filter((check) => !check.ok).map(({ name, reason }) => `${name}: ${reason}`))
      : `${failed.name}: ${summarizeCauses(failed.error?.message.split('; ') ?? [])}`;
  return paint('bad', `Failed: ${what}${messages}; ${held}.`);
}
