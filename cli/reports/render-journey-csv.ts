import type { DemoJourney } from '../scenarios/demo-document.ts';

const journeyColumns = ['correlation_id', 'customer_id', 'persona', 'outcome', 'order_id', 'journey_ms'];
const stepColumns = [
  ...['step', 'service', 'status', 'duration_ms', 'attempts', 'fallback_used', 'message_id', 'error_code'],
];

/** A row a step of each journey, with a header (RFC 4180, lines ended as on Unix). */
export function renderJourneyCsv(journeys: readonly DemoJourney[]): string {
  const rows = journeys.flatMap((journey) => {
    const { correlationId, customerId, persona, outcome, orderId, durationMs, steps } = journey;
    const front = [correlationId, customerId, persona, outcome, orderId, durationMs];
    return steps.map((step) => [
      ...front,
      ...[step.name, step.service, step.status, step.durationMs, step.attempts, step.fallbackUsed],
      ...[step.messageId, step.error?.code ?? null],
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
