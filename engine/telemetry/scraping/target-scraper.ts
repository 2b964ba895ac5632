import type { Agent } from 'node:http';
import type { Clock } from '@petstore/chassis/time';
import type { ExpositionProblem, MetricMetadata } from '@petstore/promql/exposition';
import type { SeriesStore } from '@petstore/promql/storage';
import { fetchExposition, ScrapeFailed } from './fetch-exposition.ts';
import { ReportSeries } from './report-series.ts';
import { nextDue, offsetOf, scrapeTime } from './scrape-schedule.ts';
import { type ScrapeLimits, type ScrapeTarget, targetKey } from './scrape-target.ts';
import { TargetSeries } from './target-series.ts';

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

  /** A target that does not answer is worth a word when it does not the second time: pods start and end all the time. */
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
