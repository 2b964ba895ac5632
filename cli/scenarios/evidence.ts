import { isAppError } from '@petstore/chassis/errors';
import type { BookEntry, Journey, OrderFacts, OrderHistory, Payment } from '@petstore/contracts/http';

/** Result of a look-up, or the reason why it failed. */
export type Found<Value> = { readonly value: Value } | { readonly trouble: string };

/** Records of one journey from every service. */
export interface Evidence {
  /** Number of log lines with the correlation id, by service. */
  readonly logLines: Found<Readonly<Record<string, number>>>;
  readonly history: Found<OrderHistory>;
  readonly payments: Found<readonly Payment[]>;
  readonly book: Found<readonly BookEntry[]>;
  readonly orderFacts: Found<OrderFacts>;
  /** Null where messages are not tracked. */
  readonly journey: Found<Journey> | null;
}

/** Turns an AppError of a look-up into a part of the result. */
export async function found<Value>(look: Promise<Value>): Promise<Found<Value>> {
  try {
    return { value: await look };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { trouble: error.message };
  }
}
