import { messageOf } from '@petstore/chassis/errors';
import type { Stored } from '../../api/objects/api-object.ts';
import type { ObjectStore } from '../../api/store/object-store.ts';
import { paceQuery } from '../../machine/pace/check-pace.ts';
import type { Pace } from '../../machine/pace/pace.ts';
import {
  type AdapterRequest,
  composeAdapterQuery,
  isAdapterConfig,
  metricNameOf,
  milliOfSample,
  readAdapterRules,
} from '../../manifests/index.ts';
import type { AdapterRules } from '../../schemas/adapter-rules.ts';

/** Asks the metrics that the engine has scraped. */
export type MetricQuery = (
  expression: string,
  at: { readonly timeMs: number },
) => Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly value: number }[]>;

interface AdapterMetricsOptions {
  readonly store: Pick<ObjectStore, 'list'>;
  readonly query: MetricQuery;
  readonly pace: Pace;
}

interface AskedMetric extends AdapterRequest {
  readonly name: string;
  readonly timeMs: number;
}

/** A figure; `object` is the name of the pod or object that has it. */
export interface AdapterFigure {
  readonly object: string | null;
  readonly valueMilli: number;
}

/** What prometheus-adapter answers, or why it has no answer. */
export type AdapterAnswer = { readonly figures: readonly AdapterFigure[] } | { readonly failure: string };

/** The custom and external metrics APIs as prometheus-adapter serves them, by the rules of its ConfigMap. */
export class AdapterMetrics {
  readonly #options: AdapterMetricsOptions;
  /** By uid of the ConfigMap: the last rules that could be read, and of which version. */
  readonly #rules = new Map<string, { readonly version: string; readonly rules: AdapterRules }>();

  constructor(options: AdapterMetricsOptions) {
    this.#options = options;
  }

  async ask({ name, timeMs, ...request }: AskedMetric): Promise<AdapterAnswer> {
    const rule = this.#rule(name, request.objects === null ? 'externalRules' : 'rules');
    if (rule === undefined) return { failure: `no rule of prometheus-adapter answers for ${name}` };
    const { expression, objectLabel } = composeAdapterQuery(rule, request);
    try {
      const samples = await this.#options.query(paceQuery(expression, this.#options.pace), { timeMs });
      const figures = samples.map(({ labels, value }) => ({
        object: objectLabel === null ? null : (labels[objectLabel] ?? null),
        valueMilli: milliOfSample(value),
      }));
      return { figures };
    } catch (error) {
      return { failure: messageOf(error) };
    }
  }

  #rule(name: string, kind: 'rules' | 'externalRules') {
    const configs = this.#options.store.list('ConfigMap').filter(isAdapterConfig);
    this.#forget(configs);
    return configs
      .flatMap((config) => this.#rulesOf(config)[kind] ?? [])
      .find((rule) => metricNameOf(rule) === name);
  }

  /** Rules that cannot be read change nothing: the last good ones stand. */
  #rulesOf(config: Stored<'ConfigMap'>): AdapterRules {
    const { uid, resourceVersion: version } = config.metadata;
    const known = this.#rules.get(uid);
    if (known?.version === version) return known.rules;
    const { rules, problems } = readAdapterRules(config);
    const kept = problems.length === 0 ? rules : (known?.rules ?? {});
    this.#rules.set(uid, { version, rules: kept });
    return kept;
  }

  #forget(configs: readonly Stored<'ConfigMap'>[]): void {
    const uids = new Set(configs.map(({ metadata }) => metadata.uid));
    for (const uid of this.#rules.keys()) if (!uids.has(uid)) this.#rules.delete(uid);
  }
}
