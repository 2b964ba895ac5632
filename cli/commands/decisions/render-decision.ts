import type { KeptDecision } from '@petstore/engine/controllers/horizontal-autoscaler';
import { formatMilli } from '@petstore/engine/manifests';
import type { Terminal } from '../../terminal/terminal.ts';
import type { FoldedDecision } from './fold-decisions.ts';

type KeptMetric = KeptDecision['metrics'][number];

/** Time, autoscaler, replicas and reason on a line; then each metric with its numbers, and what was made of them. */
export function renderDecision(
  { latest, since, count }: FoldedDecision,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const { namespace, name, from, to, rescaleReason, reason, metrics, speed } = latest;
  const times = count === 1 ? timeOf(since) : `${timeOf(since)} to ${timeOf(latest.at)}`;
  const change = from === to ? `stays ${to}` : paint('strong', `${from} -> ${to}`);
  const notes = [...(count === 1 ? [] : [`${count} syncs`]), ...(speed === 1 ? [] : [`speed ${speed}`])];
  const head = [times, `${namespace}/${name}`, change, rescaleReason, ...notes].filter(Boolean).join('  ');
  return [head, ...metrics.map((metric) => `  ${renderMetric(metric)}`), paint('faint', `  ${reason}`)].join(
    '\n',
  );
}

function renderMetric({ name, kind, target, result }: KeptMetric): string {
  if ('error' in result) return `${name}: ${result.error}`;
  const { utilization, averageValue, replicas } = result;
  if (utilization !== null) return `${name}: ${utilization}% of ${target}%, so ${replicas}`;
  const each = kind.endsWith('AverageValue') ? ' each' : '';
  const value = averageValue === null ? 'no average' : formatMilli(averageValue);
  return `${name}: ${value} of ${formatMilli(target)}${each}, so ${replicas}`;
}

/** The time on the clock of whoever reads it. */
function timeOf(at: string): string {
  return new Date(at).toLocaleString('sv-SE');
}
