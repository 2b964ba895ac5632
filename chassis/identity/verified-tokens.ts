import type { Principal } from '../http/principal.ts';

interface Entry {
  readonly principal: Principal;
  readonly expiresAtSeconds: number;
  readonly verifiedAtMs: number;
}

/** A withdrawn key is trusted for at most this long. */
const trustedForMs = 30_000;
const mostTokens = 2_000;

/**
 * Cache of recently verified tokens: verifying one takes a tenth of a request's CPU time, and a customer sends the same
 * one repeatedly. Only valid tokens are cached, as they were sent, and never beyond their own expiry.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>();

  /** The token's principal; undefined if the token has to be verified. */
  find(token: string, nowMs: number): Principal | undefined {
    const entry = this.#entries.get(token);
    if (entry === undefined) return undefined;
    const isExpired = entry.expiresAtSeconds <= Math.floor(nowMs / 1_000);
    const isOld = nowMs - entry.verifiedAtMs >= trustedForMs || nowMs < entry.verifiedAtMs;
    if (!isExpired && !isOld) return entry.principal;
    this.#entries.delete(token);
    return undefined;
  }

  /** `expiresAtSeconds` is the token's `exp`. */
  keep(token: string, principal: Principal, times: Omit<Entry, 'principal'>): void {
    this.#entries.delete(token);
    this.#entries.set(token, { principal, ...times });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostTokens && oldest !== undefined) this.#entries.delete(oldest);
  }
}
