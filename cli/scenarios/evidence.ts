import { isAppError } from '@petstore/chassis/errors';
import type { BookEntry, Journey, OrderFacts, OrderHistory, Payment } from '@petstore/contracts/http';

/** Something that was looked up, or why it could not be. */
export type Found<Value> = { readonly value: Value } | { readonly trouble: string };

/** What every service knows of one journey, by its own books. */
export interface Evidence {
  /** Lines with the correlation id, by service. */
  readonly logLines: Found<Readonly<Record<string, number>>>;
  readonly history: Found<OrderHistory>;
  readonly payments: Found<readonly Payment[]>;
  readonly book: Found<readonly BookEntry[]>;
  readonly orderFacts: Found<OrderFacts>;
  /** Null where messages are not tracked. */
  readonly journey: Found<Journey> | null;
}

/** What a look-up came to; one that fails is part of the answer. */
export async function found<Value>(look: Promise<Value>): Promise<Found<Value>> {
  try {
    return { value: await look };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { trouble: error.message };
  }
}
