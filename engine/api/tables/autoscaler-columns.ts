import type { Stored } from '../objects/api-object.ts';
import { ageColumn, type Column, count, nameColumn, text } from './column.ts';
import { fieldOf, listOf, numberOf, textOf } from './read-field.ts';

export const autoscalerColumns: readonly Column[] = [
  nameColumn,
  text(
    'Reference',
    (hpa) => `${textOf(hpa, 'spec.scaleTargetRef.kind')}/${textOf(hpa, 'spec.scaleTargetRef.name')}`,
  ),
  text('Targets', targetsText),
  text('MinPods', (hpa) => textOf(hpa, 'spec.minReplicas') || '<unset>'),
  text('MaxPods', (hpa) => textOf(hpa, 'spec.maxReplicas')),
  count('Replicas', (hpa) => numberOf(hpa, 'status.currentReplicas')),
  ageColumn,
];

const mostShown = 2;

/** https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/printers/internalversion/printers.go (formatHPAMetrics) */
export function targetsText(hpa: Stored): string {
  const metrics = listOf(hpa, 'spec.metrics');
  if (metrics.length === 0) return '<none>';
  const current = listOf(hpa, 'status.currentMetrics');
  const texts = metrics.map((metric, index) => metricText(metric, current[index]));
  const more = texts.length - mostShown;
  return `${texts.slice(0, mostShown).join(', ')}${more > 0 ? ` + ${more} more...` : ''}`;
}

/** The status has the metrics in the order of the spec. */
function metricText(metric: unknown, status: unknown): string {
  const type = textOf(metric, 'type');
  const place = type.charAt(0).toLowerCase() + type.slice(1);
  const target = `${place}.target`;
  const current = `${place}.current`;
  const average = textOf(metric, `${target}.averageValue`);
  const averageNow = textOf(status, `${current}.averageValue`) || '<unknown>';
  if (type === 'Resource' || type === 'ContainerResource') {
    const resource = textOf(metric, `${place}.name`);
    if (average !== '') return `${resource}: ${averageNow}/${average}`;
    const now = percent(fieldOf(status, `${current}.averageUtilization`), '<unknown>');
    return `${resource}: ${now}/${percent(fieldOf(metric, `${target}.averageUtilization`), '<auto>')}`;
  }
  if (type === 'Pods') return `${averageNow}/${average}`;
  if (type !== 'Object' && type !== 'External') return '<unknown type>';
  if (average !== '') return `${averageNow}/${average} (avg)`;
  const now = textOf(status, `${current}.value`) || '<unknown>';
  return `${now}/${textOf(metric, `${target}.value`)}`;
}

function percent(value: unknown, otherwise: string): string {
  return typeof value === 'number' ? `${value}%` : otherwise;
}
