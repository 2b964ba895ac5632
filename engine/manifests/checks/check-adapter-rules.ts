import type { AdapterRule } from '../../schemas/adapter-rules.ts';
import type { ConfigMap } from '../../schemas/config-map.ts';
import type { HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import { adapterKey, isAdapterConfig, metricNameOf, readAdapterRules } from '../adapter-rules.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { suggestName } from '../suggest-name.ts';

interface OfferedMetrics {
  readonly custom: readonly string[];
  readonly external: readonly string[];
}

/** The rules can be read, and whatever an autoscaler asks the metrics APIs for has one. */
export function checkAdapterRules({ readable, hasUnreadable }: DeclaredObjects): ObjectFinding[] {
  const checked = readable.ConfigMap.filter(isAdapterConfig).map(checkRules);
  const findings = checked.flatMap((each) => each.findings);
  if (findings.length > 0 || hasUnreadable('ConfigMap')) return findings;
  const offered = {
    custom: checked.flatMap((each) => each.offered.custom),
    external: checked.flatMap((each) => each.offered.external),
  };
  return readable.HorizontalPodAutoscaler.flatMap((object) =>
    checkMetrics(object, offered).map((finding) => ({ ...finding, object })),
  );
}

function named(rules: readonly AdapterRule[] = []): string[] {
  return rules.map(metricNameOf).filter((name) => name !== null);
}

function missing(name: string, offered: readonly string[], path: Finding['path']): Finding[] {
  if (offered.includes(name)) return [];
  const nearest = suggestName(name, offered);
  const advice = nearest === null ? `there are ${offered.join(', ') || 'none'}` : `did you mean ${nearest}?`;
  return [{ path, message: `no rule of prometheus-adapter answers for ${name}: ${advice}` }];
}

function checkMetrics({ spec }: HorizontalPodAutoscaler, { custom, external }: OfferedMetrics): Finding[] {
  return (spec.metrics ?? []).flatMap((metric, index): Finding[] => {
    const path = ['spec', 'metrics', index];
    if (metric.pods !== undefined) {
      return missing(metric.pods.metric.name, custom, [...path, 'pods', 'metric', 'name']);
    }
    if (metric.object !== undefined) {
      return missing(metric.object.metric.name, custom, [...path, 'object', 'metric', 'name']);
    }
    if (metric.external === undefined) return [];
    return missing(metric.external.metric.name, external, [...path, 'external', 'metric', 'name']);
  });
}

function checkRules(object: ConfigMap): {
  readonly findings: ObjectFinding[];
  readonly offered: OfferedMetrics;
} {
  const { rules, problems } = readAdapterRules(object);
  const path = ['data', adapterKey];
  const offered = { custom: named(rules.rules), external: named(rules.externalRules) };
  const twice = Object.values(offered).flatMap((names) =>
    names.filter((name, index) => names.indexOf(name) !== index),
  );
  return {
    offered,
    findings: [
      ...problems.map((message) => ({ object, path, message })),
      ...twice.map((name) => ({
        object,
        path,
        message: `has two rules that answer for ${name}: rename one`,
      })),
    ],
  };
}
