import type { BucketSide } from './bucket-layout.ts';

/** A running sum and what rounding lost of it (Neumaier's variant of Kahan's summation). */
export class CompensatedSum {
  #sum: number;
  #lost = 0;

  constructor(start = 0) {
    this.#sum = start;
  }

  add(value: number): void {
    const total = this.#sum + value;
    if (!Number.isFinite(total)) this.#lost = 0;
    else if (Math.abs(this.#sum) >= Math.abs(value)) this.#lost += this.#sum - total + value;
    else this.#lost += value - total + this.#sum;
    this.#sum = total;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** The buckets of one sign, each a compensated sum; buckets appear as they are first added to. */
export class CompensatedSide {
  #indexes: readonly number[];
  #sums: CompensatedSum[];

  constructor(start: BucketSide) {
    this.#indexes = start.indexes;
    this.#sums = start.counts.map((count) => new CompensatedSum(count));
  }

  add(side: BucketSide): void {
    if (!this.#hasExactly(side.indexes)) this.#makeRoomFor(side.indexes);
    let position = 0;
    side.indexes.forEach((index, from) => {
      while ((this.#indexes[position] ?? Infinity) < index) position++;
      this.#sums[position]?.add(side.counts[from] ?? 0);
    });
  }

  get side(): BucketSide {
    return { indexes: this.#indexes, counts: this.#sums.map((sum) => sum.value) };
  }

  #hasExactly(indexes: readonly number[]): boolean {
    return (
      indexes.length === this.#indexes.length &&
      indexes.every((index, position) => index === this.#indexes[position])
    );
  }

  #makeRoomFor(indexes: readonly number[]): void {
    const sums = new Map(this.#indexes.map((index, position) => [index, this.#sums[position]]));
    this.#indexes = [...new Set([...this.#indexes, ...indexes])].sort((one, other) => one - other);
    this.#sums = this.#indexes.map((index) => sums.get(index) ?? new CompensatedSum());
  }
}
