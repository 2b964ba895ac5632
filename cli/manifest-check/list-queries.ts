import { isAdapterConfig, type ManifestSet, readAdapterRules } from '@petstore/engine/manifests';

/** A query that stands in a manifest, and where. */
export interface WrittenQuery {
  readonly object: object;
  readonly path: readonly (string | number)[];
  readonly query: string;
  /** What `<<.Series>>` stands for. */
  readonly series?: string;
}

/** Everything in PromQL that the manifests say: the adapter's rules, the canaries' checks, the alerts. */
export function listQueries({ objects }: ManifestSet): WrittenQuery[] {
  const adapters = objects.ConfigMap.filter(isAdapterConfig).flatMap((object) => {
    const { rules = [], externalRules = [] } = readAdapterRules(object).rules;
    const path = ['data', 'config.yaml'];
    return [...rules, ...externalRules].flatMap(({ seriesQuery, metricsQuery }) => {
      const series = /^[a-zA-Z_:][\w:]*/.exec(seriesQuery)?.[0] ?? '';
      return [
        { object, path, query: seriesQuery },
        { object, path, query: metricsQuery, series },
      ];
    });
  });
  const templates = objects.MetricTemplate.map((object) => ({
    object,
    path: ['spec', 'query'],
    query: object.spec.query,
  }));
  const checks = objects.Canary.flatMap((object) =>
    (object.spec.analysis.metrics ?? []).flatMap(({ query }, index) =>
      query === undefined ? [] : [{ object, path: ['spec', 'analysis', 'metrics', index, 'query'], query }],
    ),
  );
  const rules = objects.PrometheusRule.flatMap((object) =>
    (object.spec.groups ?? []).flatMap((group, index) =>
      (group.rules ?? []).map(({ expr }, position) => ({
        object,
        path: ['spec', 'groups', index, 'rules', position, 'expr'],
        query: String(expr),
      })),
    ),
  );
  return [...adapters, ...templates, ...checks, ...rules];
}

/** Names that the manifests' own recording rules make. */
export function recordedNames({ objects }: ManifestSet): readonly string[] {
  return objects.PrometheusRule.flatMap(({ spec }) =>
    (spec.groups ?? []).flatMap(({ rules = [] }) =>
      rules.flatMap(({ record }) => (record === undefined ? [] : [record])),
    ),
  );
}
