/** The invariants of orders, money, stock and events, by the number used in reports. */
export const invariants = {
  I1: 'no acknowledged order is lost',
  I2: 'nobody is charged twice',
  I3: 'debits equal credits, in the ledger and beside the provider’s book',
  I4: 'nothing is sold twice, nothing stays reserved for nobody, the stock is what came in less what was taken',
  I5: 'every order and payment comes to its end',
  I6: 'histories are whole, and what is read from them is what they say',
  I7: 'a key has one effect',
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
export function differencesOf<Facts>(told: Facts, real: Facts, keys: readonly (keyof Facts)[]): string[] {
  return keys
    .filter((key) => told[key] !== real[key])
    .map((key) => `${String(key)} ${String(told[key])} instead of ${String(real[key])}`);
}
