import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';

export interface CorrelationClaims {
  /**
   * Claims a sent id for a customer and returns whether it belongs to them; false if the store does not answer in time.
   * Never throws.
   */
  claim(correlationId: string, customerId: string): Promise<boolean>;
  /** Whether the customer is known to have claimed the id, without a query. */
  isKnown(correlationId: string, customerId: string): boolean;
  /** Remembers the customer that an id was generated for, until the records of its requests are written. */
  rememberMade(correlationId: string, customerId: string): void;
}

interface CorrelationClaimOptions {
  /** The database `events`, as a role that may claim correlation ids. */
  readonly events: Queryable;
  /** Timeout for the store; after it a request continues under a fresh id. */
  readonly timeoutMs: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

interface KnownOwner {
  readonly customerId: string;
  readonly isClaimed: boolean;
  readonly knownAtMs: number;
}

/**
 * Far shorter than the shortest retention of records, so that a claim in use is renewed in the store before it is
 * pruned.
 */
const knownForMs = 10 * 60_000;
const mostKnown = 20_000;
/** After a failure the store is not queried for this time. */
const pauseMs = 1_000;

const claimId = statement<{ owner: string }>(
  'correlation-claim',
  'select claim_correlation_id($1, $2) as owner',
);

/**
 * The owners of correlation ids, shared by all replicas:
 * docs/decisions/0038-a-correlation-id-belongs-to-who-used-it-first.md
 */
export function createCorrelationClaims(options: CorrelationClaimOptions): CorrelationClaims {
  const { events, timeoutMs, logger, metrics, clock } = options;
  const outcomes = metrics.counter('correlation_claims_total');
  const known = new Map<string, KnownOwner>();
  let pausedUntilMs = Number.NEGATIVE_INFINITY;

  function find(correlationId: string): KnownOwner | undefined {
    const owner = known.get(correlationId);
    if (owner === undefined || clock.now() - owner.knownAtMs < knownForMs) return owner;
    known.delete(correlationId);
    return undefined;
  }

  function keep(correlationId: string, owner: Omit<KnownOwner, 'knownAtMs'>): void {
    known.delete(correlationId);
    known.set(correlationId, { ...owner, knownAtMs: clock.now() });
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  }

  async function ownerFromStore(correlationId: string, customerId: string): Promise<string | null> {
    if (clock.now() < pausedUntilMs) return null;
    const ended = new AbortController();
    const late = clock.wait(timeoutMs, ended.signal).then(() => {
      throw new Error(`no answer within ${timeoutMs} ms`);
    });
    try {
      const asked = events.query(claimId, [correlationId, customerId]);
      const owner = (await Promise.race([asked, late])).rows[0]?.owner ?? null;
      if (owner !== null) keep(correlationId, { customerId: owner, isClaimed: true });
      return owner;
    } catch (error) {
      pausedUntilMs = clock.now() + pauseMs;
      logger.warn(
        { err: error },
        'the store of correlation claims does not answer; correlation ids are replaced',
      );
      return null;
    } finally {
      ended.abort();
    }
  }

  return {
    async claim(correlationId, customerId) {
      const owner = find(correlationId);
      const isAsked = owner === undefined || (owner.customerId === customerId && !owner.isClaimed);
      const ownerId = isAsked ? await ownerFromStore(correlationId, customerId) : owner.customerId;
      const outcome = ownerId === null ? 'unchecked' : ownerId === customerId ? 'own' : 'foreign';
      outcomes.inc({ outcome });
      return outcome === 'own';
    },
    isKnown(correlationId, customerId) {
      const owner = find(correlationId);
      return owner?.isClaimed === true && owner.customerId === customerId;
    },
    rememberMade: (correlationId, customerId) => keep(correlationId, { customerId, isClaimed: false }),
  };
}
