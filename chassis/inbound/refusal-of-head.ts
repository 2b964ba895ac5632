/** The parts of a request that decide whether it means the same to everybody who reads it. */
export interface RequestHead {
  readonly target: string;
  readonly httpVersion: string;
  /** How many Host headers it has. */
  readonly hosts: number;
}

/**
 * Why a request that the parser let through must not be handled, in words for its sender: RFC 9112, 3.2 (Host) and 3.2.2 (absolute form is
 * for proxies). Undefined for one that may be.
 */
export function refusalOfHead({ target, httpVersion, hosts }: RequestHead): string | undefined {
  if (!target.startsWith('/')) return 'The request target must be a path.';
  if (hosts > 1) return 'There must be one Host header, not several.';
  if (hosts === 0 && httpVersion !== '1.0') return 'A Host header is required.';
  return undefined;
}

/** Counted in the raw headers: Node keeps the first Host only. */
export function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}
