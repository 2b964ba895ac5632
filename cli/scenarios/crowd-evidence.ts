import type {
  BookEntry,
  LedgerEntry,
  Order,
  OrderFacts,
  OrderHistory,
  Payment,
} from '@petstore/contracts/http';
import type { JourneyOutcome } from './demo-document.ts';
import type { Found } from './evidence.ts';

/** One of many journeys, with the records of its order. */
export interface WitnessedJourney {
  readonly correlationId: string;
  readonly customerId: string;
  readonly outcome: JourneyOutcome;
  /** Why it was not delivered; null for a delivered order. */
  readonly reason: string | null;
  readonly order: Pick<Order, 'id' | 'status' | 'total' | 'items' | 'cancellation'> | null;
  readonly evidence: CrowdEvidence;
}

export interface CrowdEvidence {
  /** Null where there is no order. */
  readonly history: Found<OrderHistory> | null;
  readonly orderFacts: Found<OrderFacts> | null;
  readonly payments: Found<readonly Payment[]>;
  readonly ledger: Found<readonly LedgerEntry[]>;
  readonly book: Found<readonly BookEntry[]>;
}
