import type { Supply } from './load-plan.ts';

/** The pets that wait for their journeys, filled from outside ahead of the arrivals. */
export class PetShelf {
  readonly #petIds = new Map<number, string>();
  readonly #waiting = new Map<number, (petId: string) => void>();
  sku = '';

  fill({ sku, petIds }: Supply): void {
    this.sku = sku;
    for (const [number, petId] of petIds) {
      const waiting = this.#waiting.get(number);
      if (waiting === undefined) this.#petIds.set(number, petId);
      else {
        this.#waiting.delete(number);
        waiting(petId);
      }
    }
  }

  has(number: number): boolean {
    return this.#petIds.has(number);
  }

  /** The pet of one arrival, as soon as it is there. */
  take(number: number): Promise<string> {
    const petId = this.#petIds.get(number);
    if (petId === undefined) return new Promise((resolve) => this.#waiting.set(number, resolve));
    this.#petIds.delete(number);
    return Promise.resolve(petId);
  }
}
