import { Agent } from 'node:http';
import type { Clock } from '@petstore/chassis/time';
import type { SeriesStore } from '@petstore/promql/storage';
import type { MetadataStore } from './metadata-store.ts';
import { defaultScrapeLimits, type ScrapeLimits, type ScrapeTarget, targetKey } from './scrape-target.ts';
import { type ScraperContext, type TargetHealth, TargetScraper } from './target-scraper.ts';

interface ScrapePoolOptions {
  readonly store: SeriesStore;
  readonly metadata: MetadataStore;
  readonly clock: Clock;
  readonly limits?: ScrapeLimits;
  readonly onProblem: (message: string) => void;
}

/** Scrapes whatever targets there are at the moment. */
export class ScrapePool {
  readonly #context: ScraperContext;
  readonly #agent = new Agent({ keepAlive: true, maxFreeSockets: 64 });
  readonly #scrapers = new Map<string, TargetScraper>();
  readonly #leaving = new Set<Promise<void>>();

  constructor(options: ScrapePoolOptions) {
    const { metadata, limits = defaultScrapeLimits, ...rest } = options;
    const onMetadata = metadata.add.bind(metadata);
    this.#context = { ...rest, limits, onMetadata, agent: this.#agent };
  }

  /** In the order in which they came. */
  get targets(): readonly TargetHealth[] {
    return [...this.#scrapers.values()].map(({ health }) => health);
  }

  /** Begins with the new ones and ends those that are not among them; the others are not disturbed. */
  follow(targets: readonly ScrapeTarget[]): void {
    const wanted = new Map(targets.map((target) => [targetKey(target), target]));
    for (const [key, scraper] of this.#scrapers) {
      const target = wanted.get(key);
      if (target?.intervalMs === scraper.target.intervalMs && target.timeoutMs === scraper.target.timeoutMs)
        continue;
      this.#scrapers.delete(key);
      const leaving = scraper.stop().finally(() => this.#leaving.delete(leaving));
      this.#leaving.add(leaving);
    }
    for (const [key, target] of wanted)
      if (!this.#scrapers.has(key)) this.#scrapers.set(key, new TargetScraper(target, this.#context));
  }

  async stop(): Promise<void> {
    this.follow([]);
    await Promise.all(this.#leaving);
    this.#agent.destroy();
  }
}
