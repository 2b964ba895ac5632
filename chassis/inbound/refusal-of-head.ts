/** The parts of a request head that decide whether all readers interpret it alike. */
export interface RequestHead {
  readonly target: string;
  readonly httpVersion: string;
  /** Number of Host headers. */
  readonly hosts: number;
}

/**
 * Why a request that the parser accepted must be refused, in words for its sender; undefined if it need not be. RFC
 * 9112 sections 3.2 (Host) and 3.2.2 (absolute form is for proxies).
 */
export function refusalOfHead({ target, httpVersion, hosts }: RequestHead): string | undefined {
  if (!target.startsWith('/')) return 'The request target must be a path.';
  if (hosts > 1) return 'There must be one Host header, not several.';
  if (hosts === 0 && httpVersion !== '1.0') return 'A Host header is required.';
  return undefined;
}

/** Counts in the raw headers: Node keeps only the first Host. */
export function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
