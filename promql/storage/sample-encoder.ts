import { differenceCode, timeCode, valueCode } from './sample-codes.ts';

/** Largest size of one sample: its code, the change of the interval and eight bytes of difference. */
const mostSampleBytes = 13;
const firstCapacity = 32;
const longestRun = 255;

const scratch = new Float64Array(2);
const words = new Int32Array(scratch.buffer);
const differences = new Int32Array(2);
const differenceBytes = new Uint8Array(differences.buffer);

/** Encodes the open chunk of a series sample by sample. Times must ascend. */
export class SampleEncoder {
  bytes = new Uint8Array(firstCapacity);
  length = 0;
  count = 0;
  startMs = 0;
  lastMs = 0;
  lastValue = 0;
  /** Whether the last sample was a stale marker; `lastValue` is then the one before it. */
  isStale = false;
  #interval = 0;
  #step = 0;
  /** Position of the count of the current run, or -1. */
  #runAt = -1;

  /** Resets the encoder, and keeps its memory. */
  restart(): void {
    this.length = 0;
    this.count = 0;
    this.lastValue = 0;
    this.isStale = false;
    this.#interval = 0;
    this.#step = 0;
    this.#runAt = -1;
  }

  /** Whether a sample with that time fits into this chunk: the interval may not change by more than 24 days. */
  canFollow(timestampMs: number): boolean {
    if (this.count === 0) return true;
    const change = timestampMs - this.lastMs - this.#interval;
    return change === (change | 0);
  }

  append(timestampMs: number, value: number): void {
    scratch[0] = value;
    scratch[1] = this.lastValue;
    const isSame = words[0] === words[2] && words[1] === words[3];
    const change = this.#begin(timestampMs);
    if (change === 0 && this.#extendsRun(isSame, value)) return;
    const time = this.#startSample(change);
    if (isSame) this.#put(time, valueCode.same);
    else this.#putValue(time, value);
    this.#putTime(time, change);
    this.lastValue = value;
    this.isStale = false;
  }

  /** Writes a stale marker; a later sample begins the series again. */
  appendStale(timestampMs: number): void {
    const change = this.#begin(timestampMs);
    const time = this.#startSample(change);
    this.#put(time, valueCode.stale);
    this.#putTime(time, change);
    this.isStale = true;
  }

  /** Records the time, and returns the change of the interval. */
  #begin(timestampMs: number): number {
    if (this.count === 0) {
      this.startMs = timestampMs;
      this.lastMs = timestampMs;
    }
    const interval = timestampMs - this.lastMs;
    const change = interval - this.#interval;
    this.#interval = interval;
    this.lastMs = timestampMs;
    this.count += 1;
    return change;
  }

  /** Most samples continue the current run and take no byte. */
  #extendsRun(isSame: boolean, value: number): boolean {
    const at = this.#runAt;
    if (at < 0 || this.isStale) return false;
    const kind = this.bytes[at - 1];
    const continues =
      kind === valueCode.sameRun
        ? isSame
        : !isSame && this.#isStep(value) && value - this.lastValue === this.#step;
    const run = this.bytes[at] as number;
    if (!continues || run === longestRun) return false;
    this.bytes[at] = run + 1;
    this.lastValue = value;
    return true;
  }

  /** Negative zero is encoded by its bits: adding to it loses the sign. */
  #isStep(value: number): boolean {
    const { lastValue } = this;
    if (Object.is(value, -0) || Object.is(lastValue, -0)) return false;
    return Number.isSafeInteger(value) && Number.isSafeInteger(lastValue);
  }

  /** Reserves space, and returns the code of the time, to which the code of the value is added. */
  #startSample(change: number): number {
    if (this.bytes.length - this.length < mostSampleBytes) {
      const grown = new Uint8Array(this.bytes.length * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.#runAt = -1;
    if (change === 0) return timeCode.regular;
    if (change >= -128 && change <= 127) return timeCode.byte;
    return change >= -32_768 && change <= 32_767 ? timeCode.short : timeCode.word;
  }

  #put(time: number, value: number): void {
    const isRun = time === timeCode.regular && value === valueCode.same && this.count > 1;
    this.bytes[this.length++] = isRun ? valueCode.sameRun : time | value;
    if (!isRun) return;
    this.#runAt = this.length;
    this.bytes[this.length++] = 0;
  }

  #putValue(time: number, value: number): void {
    const step = this.#isStep(value) ? value - this.lastValue : Number.NaN;
    if (step === this.#step && time === timeCode.regular) {
      this.bytes[this.length++] = valueCode.stepRun;
      this.#runAt = this.length;
      this.bytes[this.length++] = 0;
    } else if (step === this.#step) this.bytes[this.length++] = time | valueCode.stepAgain;
    else if (step === (step | 0)) this.#putStep(time, step);
    else this.#putDifference(time);
  }

  #putStep(time: number, step: number): void {
    this.#step = step;
    if (step >= -128 && step <= 127) {
      this.bytes[this.length++] = time | valueCode.stepByte;
      this.#putBytes(step, 1);
    } else if (step >= -32_768 && step <= 32_767) {
      this.bytes[this.length++] = time | valueCode.stepShort;
      this.#putBytes(step, 2);
    } else {
      this.bytes[this.length++] = time | valueCode.stepWord;
      this.#putBytes(step, 4);
    }
  }

  /** The bytes that differ between the value and the previous one, both in `scratch`. */
  #putDifference(time: number): void {
    differences[0] = (words[0] as number) ^ (words[2] as number);
    differences[1] = (words[1] as number) ^ (words[3] as number);
    let first = 0;
    while (differenceBytes[first] === 0) first += 1;
    let last = 7;
    while (differenceBytes[last] === 0) last -= 1;
    this.bytes[this.length++] = time | differenceCode(first, last - first + 1);
    for (let at = first; at <= last; at += 1) this.bytes[this.length++] = differenceBytes[at] as number;
  }

  #putTime(time: number, change: number): void {
    if (time === timeCode.byte) this.#putBytes(change, 1);
    else if (time === timeCode.short) this.#putBytes(change, 2);
    else if (time === timeCode.word) this.#putBytes(change, 4);
  }

  #putBytes(number: number, count: number): void {
    for (let shift = 0; shift < 8 * count; shift += 8) this.bytes[this.length++] = (number >> shift) & 255;
  }
}
