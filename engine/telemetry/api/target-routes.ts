import type { MetadataStore, MetricDescription } from '../scraping/metadata-store.ts';
import type { ScrapePool } from '../scraping/scrape-pool.ts';
import type { TargetHealth } from '../scraping/target-scraper.ts';
import { type ApiRoute, readOnly } from './api-route.ts';

interface TargetSources {
  readonly pool: Pick<ScrapePool, 'targets'>;
  readonly metadata: MetadataStore;
}

/** Who is scraped, and what is said of the metrics. */
export function targetRoutes({ pool, metadata }: TargetSources): Readonly<Record<string, ApiRoute>> {
  return {
    targets: {
      methods: readOnly,
      answer({ parameters }) {
        const wanted = parameters.text('scrapePool');
        const isActive = parameters.text('state').toLowerCase() !== 'dropped';
        const shown = pool.targets.filter(
          ({ target }) => isActive && (wanted === '' || target.pool === wanted),
        );
        return { data: { activeTargets: shown.map(describe), droppedTargets: [], droppedTargetCounts: {} } };
      },
    },
    metadata: {
      methods: readOnly,
      answer({ parameters }) {
        const metric = parameters.text('metric');
        const limit = parameters.text('limit') === '' ? Infinity : parameters.limit();
        const all = metric === '' ? [...metadata] : entryOf(metadata, metric);
        return { data: Object.fromEntries(all.slice(0, limit).map(([name, said]) => [name, [said]])) };
      },
    },
  };
}

function entryOf(metadata: MetadataStore, metric: string): [string, MetricDescription][] {
  const said = metadata.get(metric);
  return said === undefined ? [] : [[metric, said]];
}

function describe({ target, health, lastError, lastScrapeMs, lastDurationSeconds }: TargetHealth) {
  const { url, pool, labels, intervalMs, timeoutMs } = target;
  const { host, pathname, protocol } = new URL(url);
  return {
    discoveredLabels: {
      __address__: host,
      __metrics_path__: pathname,
      __scheme__: protocol.slice(0, -1),
      __scrape_interval__: `${intervalMs / 1_000}s`,
      __scrape_timeout__: `${timeoutMs / 1_000}s`,
      ...labels,
    },
    labels,
    scrapePool: pool,
    scrapeUrl: url,
    globalUrl: url,
    lastError,
    lastScrape: lastScrapeMs === null ? '0001-01-01T00:00:00Z' : new Date(lastScrapeMs).toISOString(),
    lastScrapeDuration: lastDurationSeconds,
    health,
    scrapeInterval: `${intervalMs / 1_000}s`,
    scrapeTimeout: `${timeoutMs / 1_000}s`,
  };
}
