/** Customers who are not shopping: a customer has one cart, and so walks one journey at a time. */
export class CustomerQueue {
  readonly #free: string[];
  readonly #waiting: ((customerId: string) => void)[] = [];

  constructor(customerIds: readonly string[]) {
    this.#free = [...customerIds];
  }

  /** Whoever has been free for longest; waits for one when all are shopping. */
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
