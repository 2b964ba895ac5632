/** The invariants of orders, money, stock and events, by the number used in reports. */
export const invariants = {
  I1: 'no acknowledged order is lost',
  I2: 'no order is charged twice',
  I3: 'debits equal credits, in the ledger and against the provider’s book',
  I4: 'nothing is sold twice, no reservation lacks its order, stock equals units received less units taken',
  I5: 'every order and payment reaches a final state',
  I6: 'histories are complete, and every projection equals its history',
  I7: 'an idempotency key has one effect',
} as const;

export type Invariant = keyof typeof invariants;

/** A violation of an invariant by one record. */
export interface Finding {
  readonly invariant: Invariant;
  /** Id of the record: of an order, payment, pet, ... */
  readonly subject: string;
  readonly detail: string;
}

/** Describes each of the keys whose value differs from the real one. */
export function differencesOf<Facts>(recorded: Facts, real: Facts, keys: readonly (keyof Facts)[]): string[] {
  return keys
    .filter((key) => recorded[key] !== real[key])
    .map((key) => `${String(key)} ${String(recorded[key])} instead of ${String(real[key])}`);
}
