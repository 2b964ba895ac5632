import { type AdapterRule, type AdapterRules, AdapterRulesSchema } from '../../schemas/adapter-rules.ts';
import type { ConfigMap } from '../../schemas/config-map.ts';
import type { HorizontalPodAutoscaler } from '../../schemas/horizontal-pod-autoscaler.ts';
import type { Finding, ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { inspectAgainst } from '../reading/inspect-document.ts';
import { parseDocuments } from '../reading/parse-documents.ts';
import { suggestName } from '../suggest-name.ts';

/** The key that prometheus-adapter reads, and the label by which its ConfigMap is known here. */
const adapterKey = 'config.yaml';

const nameLabel = 'app.kubernetes.io/name';

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

export function isAdapterConfig({ metadata }: ConfigMap): boolean {
  return metadata.labels?.[nameLabel] === 'prometheus-adapter';
}

/** Reads the rules as strictly as a manifest; what cannot be read has no rule. */
export function readAdapterRules({ data = {} }: ConfigMap): ReadAdapterRules {
  const text = data[adapterKey];
  if (text === undefined) return { rules: {}, problems: [`has no key ${adapterKey}: add it`] };
  const { documents, problems } = parseDocuments(adapterKey, text);
  const [document, ...more] = documents;
  const inspected = document?.isWellFormed
    ? inspectAgainst(document, 'prometheus-adapter', AdapterRulesSchema)
    : null;
  const found = [
    ...problems,
    ...(inspected?.problems ?? []),
    ...more.map((extra) => extra.problemAt([], 'is one document too many: remove it')),
  ];
  return {
    rules: inspected !== null && found.length === 0 ? (document?.value ?? {}) : {},
    problems: found.map(
      ({ line, path, message }) => `line ${line}${path === '' ? '' : `: ${path}`}: ${message}`,
    ),
  };
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

interface ReadAdapterRules {
  readonly rules: AdapterRules;
  /** Each with the line below the key on which it stands. */
  readonly problems: readonly string[];
}

/**
 * The names that a rule gives to what its series query finds, as the adapter makes them; null when it depends on the
 * series.
 */
function metricNameOf({ name, seriesQuery }: AdapterRule): string | null {
  const series = /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(seriesQuery)?.[0];
  if (series === undefined) return null;
  const { matches = '', as = '' } = name ?? {};
  if (matches === '') return as === '' ? series : as;
  const match = safeRegExp(matches)?.exec(series);
  if (match === undefined || match === null) return null;
  const template = as === '' ? (match.length > 1 ? '$1' : '$0') : as;
  return template.replaceAll(/\$\{?(\d+)\}?/g, (_, group: string) => match[Number(group)] ?? '');
}

function safeRegExp(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}
