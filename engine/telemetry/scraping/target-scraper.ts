import type { Agent } from 'node:http';
import { hashText } from '@petstore/chassis/random';
import type { Clock } from '@petstore/chassis/time';
import { Labels } from '@petstore/promql';
import type { ExpositionProblem, MetricMetadata } from '@petstore/promql/exposition';
import type { SeriesStore, StoredSeries } from '@petstore/promql/storage';
import { fetchExposition, ScrapeFailed } from './fetch-exposition.ts';
import { type ScrapeLimits, type ScrapeTarget, targetKey } from './scrape-target.ts';
import { TargetSeries } from './target-series.ts';

/** How late a scrape may begin and still bear the time for which it was meant, which keeps intervals regular. */
const toleranceMs = 50;

export interface ScraperContext {
  readonly store: SeriesStore;
  readonly clock: Clock;
  readonly agent: Agent;
  readonly limits: ScrapeLimits;
  readonly onMetadata: (metadata: MetricMetadata) => void;
  /** Gets a sentence with target and line, once for each that is new. */
  readonly onProblem: (message: string) => void;
}

/** How the last scrape of a target went. */
export interface TargetHealth {
  readonly target: ScrapeTarget;
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly lastScrapeMs: number | null;
  readonly lastDurationSeconds: number;
}

interface Outcome {
  readonly up: boolean;
  readonly error: string;
  readonly scraped: number;
  readonly added: number;
}

/** Scrapes one target at its times until it is stopped. */
export class TargetScraper {
  readonly target: ScrapeTarget;
  readonly #context: ScraperContext;
  readonly #series: TargetSeries;
  readonly #report: ReportSeries;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  /** Scrapes that failed one after the other. */
  #downFor = 0;
  #health: Omit<TargetHealth, 'target'> = {
    health: 'unknown',
    lastError: '',
    lastScrapeMs: null,
    lastDurationSeconds: 0,
  };

  constructor(target: ScrapeTarget, context: ScraperContext) {
    this.target = target;
    this.#context = context;
    this.#series = new TargetSeries(target, context, context.limits);
    this.#report = new ReportSeries(context.store, target.labels);
    this.#ended = this.#run();
  }

  get health(): TargetHealth {
    return { target: this.target, ...this.#health };
  }

  /** Ends the series of the target too. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { clock } = this.#context;
    const { intervalMs } = this.target;
    const { signal } = this.#stopping;
    const offsetMs = offsetOf(targetKey(this.target), intervalMs);
    let dueMs = 0;
    while (!signal.aborted) {
      // A timer may fire a moment early: the time that it was for is over all the same.
      dueMs = nextDue(Math.max(clock.now(), dueMs), intervalMs, offsetMs);
      await clock.wait(Math.max(0, dueMs - clock.now()), signal);
      if (!signal.aborted) await this.#scrape(dueMs);
    }
    const now = Math.round(clock.now());
    this.#series.end(now);
    this.#report.end(now);
  }

  async #scrape(dueMs: number): Promise<void> {
    const { clock } = this.#context;
    const startedMs = clock.now();
    const timestampMs = scrapeTime(dueMs, startedMs, this.target.intervalMs);
    const outcome = await this.#attempt(timestampMs);
    const durationSeconds = (clock.now() - startedMs) / 1_000;
    const { up, error, scraped, added } = outcome;
    if (!up) this.#series.end(timestampMs);
    this.#report.write({ up, durationSeconds, scraped, kept: scraped, added }, timestampMs);
    if (this.#isNews(outcome))
      this.#context.onProblem(`${this.target.url}${error.startsWith('line ') ? ', ' : ': '}${error}`);
    this.#health = {
      health: up ? 'up' : 'down',
      lastError: error,
      lastScrapeMs: startedMs,
      lastDurationSeconds: durationSeconds,
    };
  }

  /**
   * A target that does not answer is worth a word when it does not the second time: pods start and end all the time.
   */
  #isNews({ up, error }: Outcome): boolean {
    const { lastError } = this.#health;
    if (up) this.#downFor = 0;
    else this.#downFor += 1;
    return up ? error !== '' && error !== lastError : this.#downFor === 2;
  }

  async #attempt(timestampMs: number): Promise<Outcome> {
    const { agent, limits } = this.#context;
    const { url, timeoutMs } = this.target;
    try {
      const exposition = await fetchExposition(url, { agent, timeoutMs, mostBytes: limits.mostBytes });
      const { scraped, added, problems, problemCount } = this.#series.ingest(exposition, timestampMs);
      return { up: true, scraped, added, error: describeProblems(problems, problemCount) };
    } catch (error) {
      if (!(error instanceof ScrapeFailed)) throw error;
      return { up: false, scraped: 0, added: 0, error: error.message };
    }
  }
}

function describeProblems(problems: readonly ExpositionProblem[], count: number): string {
  const [first] = problems;
  if (first === undefined) return '';
  const others = count === 1 ? '' : ` (and ${count - 1} more lines)`;
  return `line ${first.line}: ${first.message}: ${first.text}${others}`;
}

/** Each target has its own place within the interval, always the same, so that not all are asked at once. */
export function offsetOf(key: string, intervalMs: number): number {
  return hashText(key) % intervalMs;
}

/** The first time after `nowMs` at which the target is due. */
export function nextDue(nowMs: number, intervalMs: number, offsetMs: number): number {
  return (Math.floor((nowMs - offsetMs) / intervalMs) + 1) * intervalMs + offsetMs;
}

/** The time that the samples of a scrape get. */
export function scrapeTime(dueMs: number, nowMs: number, intervalMs: number): number {
  const lateMs = nowMs - dueMs;
  return Math.abs(lateMs) <= Math.min(toleranceMs, intervalMs / 100) ? dueMs : Math.round(nowMs);
}

/** What Prometheus says of every scrape, whatever came of it. */
interface ScrapeReport {
  readonly up: boolean;
  readonly durationSeconds: number;
  readonly scraped: number;
  /** Nothing is relabelled here, so it is the same number. */
  readonly kept: number;
  readonly added: number;
}

const names = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

/** The series about a target's scrapes. */
class ReportSeries {
  readonly #store: SeriesStore;
  readonly #labels: Readonly<Record<string, string>>;
  #series: readonly (StoredSeries | null)[] = [];

  constructor(store: SeriesStore, labels: Readonly<Record<string, string>>) {
    this.#store = store;
    this.#labels = labels;
  }

  write({ up, durationSeconds, scraped, kept, added }: ScrapeReport, timestampMs: number): void {
    const values = [up ? 1 : 0, durationSeconds, scraped, kept, added];
    if (this.#series.length === 0 || this.#series.some((series) => series?.isRemoved !== false)) this.#find();
    for (const [index, series] of this.#series.entries())
      if (series !== null) this.#store.append(series, timestampMs, values[index] ?? 0);
  }

  /** The target is gone. */
  end(timestampMs: number): void {
    for (const series of this.#series) if (series !== null) this.#store.appendStale(series, timestampMs);
  }

  #find(): void {
    this.#series = names.map((name) => this.#store.seriesOf(Labels.of({ ...this.#labels, __name__: name })));
  }
}
