/** Queue of idle customers: a customer has one cart and therefore runs one journey at a time. */
export class CustomerQueue {
  readonly #free: string[];
  readonly #waiting: ((customerId: string) => void)[] = [];

  constructor(customerIds: readonly string[]) {
    this.#free = [...customerIds];
  }

  get hasFree(): boolean {
    return this.#free.length > 0;
  }

  /** The customer that has been idle longest; waits when none is idle. */
  take(): Promise<string> {
    const customerId = this.#free.shift();
    if (customerId !== undefined) return Promise.resolve(customerId);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  give(customerId: string): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(customerId);
    else next(customerId);
  }
}
