import type { Principal } from '../http/principal.ts';

interface Entry {
  readonly principal: Principal;
  readonly expiresAtSeconds: number;
  readonly verifiedAtMs: number;
}

/** A key that is withdrawn counts for as long as this at the most. */
const trustedForMs = 30_000;
const mostTokens = 2_000;

/**
 * Tokens whose signature was verified a moment ago: verifying one costs a tenth of a request's CPU, and a customer sends the same
 * one again and again. Only tokens that held are kept, as they came, and never beyond their own expiry.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>();

  /** Whose token it is; undefined where it has to be verified. */
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
