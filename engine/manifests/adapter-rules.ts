import { type AdapterRule, type AdapterRules, AdapterRulesSchema } from '../schemas/adapter-rules.ts';
import type { ConfigMap } from '../schemas/config-map.ts';
import { inspectAgainst } from './reading/inspect-document.ts';
import { parseDocuments } from './reading/parse-documents.ts';

/** The key that prometheus-adapter reads, and the label by which its ConfigMap is known here. */
export const adapterKey = 'config.yaml';

const nameLabel = 'app.kubernetes.io/name';

interface LabelledObject {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
}

export function isAdapterConfig({ metadata }: LabelledObject): boolean {
  return metadata.labels?.[nameLabel] === 'prometheus-adapter';
}

interface ReadAdapterRules {
  readonly rules: AdapterRules;
  /** Each with the line below the key on which it stands. */
  readonly problems: readonly string[];
}

/** Reads the rules as strictly as a manifest; what cannot be read has no rule. */
export function readAdapterRules({ data = {} }: Pick<ConfigMap, 'data'>): ReadAdapterRules {
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

/**
 * The names that a rule gives to what its series query finds, as the adapter makes them; null when it depends on the
 * series.
 */
export function metricNameOf({ name, seriesQuery }: AdapterRule): string | null {
  const series = seriesNameOf(seriesQuery);
  if (series === null) return null;
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

/** The series that a series query names outside of its braces; null where it names none. */
export function seriesNameOf(seriesQuery: string): string | null {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*/.exec(seriesQuery)?.[0] ?? null;
}
