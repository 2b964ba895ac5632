/** What a caller learned of a host: an answer, or how far it got without one. */
export type HostReport =
  | { readonly kind: 'response'; readonly status: number }
  | { readonly kind: 'connectFailure' | 'timeout' | 'connectSuccess' };

/** Requests since the last sweep. */
export interface Traffic {
  total: number;
  succeeded: number;
}

/** What is counted of one host. */
export interface HostHealth {
  readonly name: string;
  streak5xx: number;
  streakGatewayFailure: number;
  streakLocalOriginFailure: number;
  /** Answers, and failures to get one unless they are told apart. */
  external: Traffic;
  /** Connections, where they are told apart. */
  localOrigin: Traffic;
  ejectedAtMs: number | null;
  returnedAtMs: number | null;
  /** By how much the base time is multiplied. */
  backoff: number;
}

export function beginHealth(name: string): HostHealth {
  return {
    name,
    streak5xx: 0,
    streakGatewayFailure: 0,
    streakLocalOriginFailure: 0,
    external: { total: 0, succeeded: 0 },
    localOrigin: { total: 0, succeeded: 0 },
    ejectedAtMs: null,
    returnedAtMs: null,
    backoff: 0,
  };
}

export function resetStreaks(host: HostHealth): void {
  host.streak5xx = 0;
  host.streakGatewayFailure = 0;
  host.streakLocalOriginFailure = 0;
}
