import { createMetrics, type Metrics } from '@petstore/chassis/metrics';
import type { Clock } from '@petstore/chassis/time';
import { SeriesStore, type SeriesStoreOptions } from '@petstore/promql/storage';
import { formatRoutes, queryRoutes } from './api/query-routes.ts';
import { seriesRoutes } from './api/series-routes.ts';
import { type MetricsApi, startMetricsApi } from './api/start-metrics-api.ts';
import { statusRoutes } from './api/status-routes.ts';
import { targetRoutes } from './api/target-routes.ts';
import type { TelemetryConfiguration } from './control-messages.ts';
import { type QueriedValues, queryValues } from './querying/queried-values.ts';
import { QueryPool } from './querying/query-pool.ts';
import { MetadataStore } from './scraping/metadata-store.ts';
import { ScrapePool } from './scraping/scrape-pool.ts';
import { createTraceStore } from './traces/create-trace-store.ts';
import { type OtlpReceiver, startOtlpReceiver } from './traces/start-otlp-receiver.ts';
import type { TracesQuery, TracesResponse } from './traces/trace-queries.ts';

interface TelemetryProcessOptions {
  readonly clock: Clock;
  /** The script of the threads that evaluate queries. */
  readonly workerPath: string;
  readonly store?: SeriesStoreOptions;
  readonly queries?: { readonly mostSamples?: number };
  /** Gets a sentence about a target, once for each that is new, and what went wrong here. */
  readonly onProblem: (message: string) => void;
}

const maintenanceIntervalMs = 30_000;

/** What the telemetry process does: receives spans, scrapes targets, keeps both, and answers about them. */
export class TelemetryProcess {
  readonly store: SeriesStore;
  readonly #options: TelemetryProcessOptions;
  readonly #metadata = new MetadataStore();
  readonly #pool: ScrapePool;
  readonly #queries: QueryPool;
  readonly #traces = createTraceStore();
  readonly #stopping = new AbortController();
  #opening: Promise<readonly [OtlpReceiver, MetricsApi]> | null = null;
  #receiver: OtlpReceiver | null = null;

  constructor(options: TelemetryProcessOptions) {
    const { clock, onProblem, workerPath } = options;
    this.#options = options;
    this.store = new SeriesStore(options.store);
    this.#pool = new ScrapePool({ store: this.store, metadata: this.#metadata, clock, onProblem });
    this.#queries = new QueryPool({ store: this.store, workerPath, ...options.queries });
    void this.#maintain(clock);
  }

  /** Opens the ports the first time; rejects when one is taken. */
  async follow(configuration: TelemetryConfiguration): Promise<void> {
    this.#pool.follow(configuration.targets);
    this.#opening ??= this.#open(configuration);
    await this.#opening;
  }

  findTraces({ limit = 20, correlationId, traceId }: TracesQuery): TracesResponse {
    const counts = this.#receiver?.counts() ?? { received: 0, refused: 0 };
    const traces = this.#traces.find({ correlationId, traceId, limit });
    return {
      traces: traces.map(({ correlationIds, spans, ...trace }) => ({
        ...trace,
        correlationIds: [...correlationIds],
        spans: [...spans],
      })),
      kept: { ...this.#traces.counts(), ...counts },
    };
  }

  /** What an expression is at one time; never waited for by whoever scrapes or answers. */
  query({
    expression,
    timeMs,
  }: {
    readonly expression: string;
    readonly timeMs: number;
  }): Promise<QueriedValues> {
    return queryValues(this.#queries, expression, timeMs);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const opened = (await this.#opening?.catch(() => null)) ?? [];
    await Promise.all([this.#pool.stop(), this.#queries.stop(), ...opened.map((server) => server.close())]);
  }

  async #open(configuration: TelemetryConfiguration): Promise<readonly [OtlpReceiver, MetricsApi]> {
    const { otlpPort, allowedHosts } = configuration;
    const receiver = await startOtlpReceiver({ port: otlpPort, allowedHosts, traces: this.#traces });
    this.#receiver = receiver;
    return [receiver, await this.#openApi(configuration)] as const;
  }

  #openApi({ apiPort: port, allowedHosts }: TelemetryConfiguration): Promise<MetricsApi> {
    const { clock, onProblem } = this.#options;
    const metrics = createMetrics();
    exposeStore(metrics, this.store);
    return startMetricsApi({
      port,
      allowedHosts,
      routes: {
        ...queryRoutes({ queries: this.#queries, now: () => clock.now() }),
        ...seriesRoutes(this.store),
        ...targetRoutes({ pool: this.#pool, metadata: this.#metadata }),
        ...formatRoutes(),
        ...statusRoutes(),
      },
      expose: () => metrics.expose(),
      onBug: (error) => onProblem(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
  }

  async #maintain(clock: Clock): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await clock.wait(maintenanceIntervalMs, signal);
      this.store.maintain(clock.now());
    }
  }
}

/** Adds what the store of series holds and what it did not take. */
function exposeStore(metrics: Metrics, store: Pick<SeriesStore, 'counts'>): void {
  const series = metrics.gauge('telemetry_series');
  const bytes = metrics.gauge('telemetry_sample_bytes');
  const samples = metrics.counter('telemetry_samples_total');
  const refused = metrics.counter('telemetry_samples_refused_total');
  const seriesRefused = metrics.counter('telemetry_series_refused_total');
  metrics.beforeExposing(() => {
    const counts = store.counts();
    series.set(counts.series);
    bytes.set(counts.bytes);
    for (const metric of [samples, refused, seriesRefused]) metric.reset();
    samples.inc(counts.samples);
    seriesRefused.inc(counts.seriesRefused);
    for (const [reason, count] of Object.entries(counts.refused)) refused.inc({ reason }, count);
  });
}
