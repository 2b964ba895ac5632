import type { MetricMetadata, MetricType } from '@petstore/promql/exposition';

export interface MetricDescription {
  readonly type: MetricType;
  readonly help: string;
  readonly unit: string;
}

/** Metrics that are described; more than any contract has. */
const mostMetrics = 20_000;

/** What targets say of their metrics, the last word of each metric. */
export class MetadataStore {
  readonly #descriptions = new Map<string, MetricDescription>();

  add({ metric, ...said }: MetricMetadata): void {
    const known = this.#descriptions.get(metric);
    if (known === undefined && this.#descriptions.size >= mostMetrics) return;
    const [[part, word] = ['', '']] = Object.entries(said);
    if (known !== undefined && Reflect.get(known, part) === word) return;
    this.#descriptions.set(metric, { type: 'unknown', help: '', unit: '', ...known, ...said });
  }

  get(metric: string): MetricDescription | undefined {
    return this.#descriptions.get(metric);
  }

  [Symbol.iterator](): IterableIterator<[string, MetricDescription]> {
    return this.#descriptions.entries();
  }
}
