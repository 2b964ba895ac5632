/** What is scraped, where from, and how often. */
export interface ScrapeTarget {
  /** Told apart by it from one configuration to the next, with the labels. */
  readonly url: string;
  /** The group of targets that it belongs to, as the API shows it. */
  readonly pool: string;
  /** What every series of it gets; `job` and `instance` among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Whether a label that the target writes stands over one of these; else it is kept as `exported_NAME`. */
  readonly honorLabels: boolean;
}

/** What no target may pass, whatever it is. */
export interface ScrapeLimits {
  /** Of a body, after decompression. */
  readonly mostBytes: number;
  readonly mostSamples: number;
  readonly mostLabels: number;
}

export const defaultScrapeLimits: ScrapeLimits = {
  mostBytes: 32 * 1024 * 1024,
  mostSamples: 100_000,
  mostLabels: 64,
};

export function targetKey({ url, labels, pool }: ScrapeTarget): string {
  return JSON.stringify([pool, url, Object.entries(labels).sort()]);
}
