import type { Logger } from '@petstore/chassis/logging';
import type { Metrics } from '@petstore/chassis/metrics';
import { type Queryable, statement } from '@petstore/chassis/postgres';
import type { Clock } from '@petstore/chassis/time';

export interface CorrelationClaims {
  /** Claims an id that a customer sent, and says whether it is theirs; false too when the store does not answer in time. Never throws. */
  claim(correlationId: string, customerId: string): Promise<boolean>;
  /** Whether the customer is known to have claimed the id, without asking. */
  isKnown(correlationId: string, customerId: string): boolean;
  /** Keeps in mind whom an id was made for; until its records are written nobody else can tell. */
  rememberMade(correlationId: string, customerId: string): void;
}

export interface CorrelationClaimOptions {
  /** The database `events`, as a role that may claim correlation ids. */
  readonly events: Queryable;
  /** How long a request waits for the store before it goes on under a fresh id. */
  readonly patienceMs: number;
  readonly logger: Pick<Logger, 'warn'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

interface KnownOwner {
  readonly customerId: string;
  readonly isClaimed: boolean;
  readonly knownAtMs: number;
}

/** Far shorter than the shortest time that records are kept: a claim in use is told to the store again before it is old. */
const knownForMs = 10 * 60_000;
const mostKnown = 20_000;
/** After a failure nobody waits for the store for a while. */
const pauseMs = 1_000;

const claimId = statement<{ owner: string }>(
  'correlation-claim',
  'select claim_correlation_id($1, $2) as owner',
);

/** Whose the correlation ids are, shared by all replicas: docs/decisions/0038-a-correlation-id-belongs-to-who-used-it-first.md */
export function createCorrelationClaims(options: CorrelationClaimOptions): CorrelationClaims {
  const { events, patienceMs, logger, metrics, clock } = options;
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
    const late = clock.wait(patienceMs, ended.signal).then(() => {
      throw new Error(`no answer within ${patienceMs} ms`);
    });
    try {
      const asked = events.query(claimId, [correlationId, customerId]);
      const owner = (await Promise.race([asked, late])).rows[0]?.owner ?? null;
      if (owner !== null) keep(correlationId, { customerId: owner, isClaimed: true });
      return owner;
    } catch (error) {
      pausedUntilMs = clock.now() + pauseMs;
      logger.warn({ err: error }, 'correlation ids are replaced: the store of claims does not answer');
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
