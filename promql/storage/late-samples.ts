import type { SampleColumns } from './decode-samples.ts';

/** Samples that arrived out of order, sorted by time and uncompressed, because they are few. */
export class LateSamples {
  #timestamps = new Float64Array(8);
  #values = new Float64Array(8);
  count = 0;

  get firstMs(): number {
    return this.count === 0 ? Infinity : (this.#timestamps[0] as number);
  }

  get bytes(): number {
    return this.#timestamps.byteLength + this.#values.byteLength;
  }

  /** False when a sample with that time exists. */
  insert(timestampMs: number, value: number): boolean {
    const at = this.#placeOf(timestampMs);
    if (at < this.count && this.#timestamps[at] === timestampMs) return false;
    this.#grow();
    this.#timestamps.copyWithin(at + 1, at, this.count);
    this.#values.copyWithin(at + 1, at, this.count);
    this.#timestamps[at] = timestampMs;
    this.#values[at] = value;
    this.count += 1;
    return true;
  }

  between({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): SampleColumns {
    const from = this.#placeOf(fromMs);
    const to = this.#placeOf(toMs + 1);
    return {
      timestamps: this.#timestamps.subarray(from, to),
      values: this.#values.subarray(from, to),
      count: to - from,
    };
  }

  forgetBefore(timestampMs: number): void {
    const from = this.#placeOf(timestampMs);
    if (from === 0) return;
    this.#timestamps = this.#timestamps.slice(from, this.count);
    this.#values = this.#values.slice(from, this.count);
    this.count -= from;
  }

  /** The first place whose time is not before that. */
  #placeOf(timestampMs: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#timestamps[middle] as number) < timestampMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #grow(): void {
    if (this.count < this.#timestamps.length) return;
    const capacity = Math.max(8, this.count * 2);
    const timestamps = new Float64Array(capacity);
    const values = new Float64Array(capacity);
    timestamps.set(this.#timestamps);
    values.set(this.#values);
    this.#timestamps = timestamps;
    this.#values = values;
  }
}
