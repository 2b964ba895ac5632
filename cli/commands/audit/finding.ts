/** What must hold whatever happened, by the number that reports give it. */
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

/** Something that contradicts an invariant: which row, and how. */
export interface Finding {
  readonly invariant: Invariant;
  /** Of the row: an order's, a payment's, a pet's id. */
  readonly subject: string;
  readonly detail: string;
}

/** In words, what of some keys is told otherwise than it is. */
export function differencesOf<Facts>(told: Facts, real: Facts, keys: readonly (keyof Facts)[]): string[] {
  return keys
    .filter((key) => told[key] !== real[key])
    .map((key) => `${String(key)} ${String(told[key])} instead of ${String(real[key])}`);
}
