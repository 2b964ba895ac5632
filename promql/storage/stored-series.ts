import type { Labels } from '../series/labels.ts';
import type { ChunkArena } from './chunk-arena.ts';
import { decodeSamples, type SampleColumns } from './decode-samples.ts';
import { LateSamples } from './late-samples.ts';
import { SampleEncoder } from './sample-encoder.ts';

/** Limits of a chunk: samples, and bytes (a 16-bit count). */
const mostSamples = 240;
const mostBytes = 4_096;

export interface FromTo {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The samples of one label set: sealed chunks in the arena, the open chunk, and late samples. */
export class StoredSeries {
  readonly id: number;
  readonly labels: Labels;
  /** Evicted from the store: holders must create the series again. */
  isRemoved = false;
  /** Time of the earliest sample that may still be stored. */
  firstMs = Infinity;
  readonly open = new SampleEncoder();
  readonly #addresses: number[] = [];
  #late: LateSamples | null = null;

  constructor(id: number, labels: Labels) {
    this.id = id;
    this.labels = labels;
  }

  get lastMs(): number {
    return this.open.lastMs;
  }

  get isEmpty(): boolean {
    return this.open.count === 0 && this.#addresses.length === 0;
  }

  get lateCount(): number {
    return this.#late?.count ?? 0;
  }

  /** Whether any sample may lie in the range. */
  overlaps({ fromMs, toMs }: FromTo): boolean {
    return !this.isEmpty && this.open.lastMs >= fromMs && this.firstMs <= toMs;
  }

  /** Bytes outside of the arena. */
  get openBytes(): number {
    return this.open.bytes.length + 8 * this.#addresses.length + (this.#late?.bytes ?? 0);
  }

  append(timestampMs: number, value: number, arena: ChunkArena): void {
    this.#makeRoom(timestampMs, arena);
    this.open.append(timestampMs, value);
  }

  appendStale(timestampMs: number, arena: ChunkArena): void {
    this.#makeRoom(timestampMs, arena);
    this.open.appendStale(timestampMs);
  }

  /** False when there is a late sample with that time. */
  insertLate(timestampMs: number, value: number): boolean {
    this.#late ??= new LateSamples();
    if (!this.#late.insert(timestampMs, value)) return false;
    this.firstMs = Math.min(this.firstMs, timestampMs);
    return true;
  }

  /** Upper bound for the number of samples in the range. */
  countBetween(range: FromTo, arena: ChunkArena): number {
    let count = this.open.count + (this.#late?.count ?? 0);
    for (const address of this.#kept(arena)) {
      const chunk = arena.chunkAt(address);
      if (chunk.endMs >= range.fromMs && chunk.startMs <= range.toMs) count += chunk.count;
    }
    return count;
  }

  read(range: FromTo, arena: ChunkArena): SampleColumns {
    const most = this.countBetween(range, arena);
    const columns = { timestamps: new Float64Array(most), values: new Float64Array(most), count: 0 };
    for (const address of this.#kept(arena)) {
      const chunk = arena.chunkAt(address);
      if (chunk.startMs > range.toMs) break;
      if (chunk.endMs >= range.fromMs) decodeSamples(chunk, columns, range);
    }
    if (this.open.count > 0 && this.open.lastMs >= range.fromMs)
      decodeSamples(openSamples(this.open), columns, range);
    const late = this.#late?.between(range);
    return late === undefined || late.count === 0 ? columns : mergeColumns(columns, late);
  }

  /** Evicts older samples and updates `firstMs`. */
  forgetBefore(cutoffMs: number, arena: ChunkArena): void {
    const kept = this.#kept(arena);
    if (kept.length < this.#addresses.length) this.#addresses.splice(0, this.#addresses.length - kept.length);
    this.#late?.forgetBefore(cutoffMs);
    if (this.#late?.count === 0) this.#late = null;
    const [first] = this.#addresses;
    const firstMs = first === undefined ? this.open.startMs : arena.chunkAt(first).startMs;
    this.firstMs = this.#late === null ? firstMs : Math.min(firstMs, this.#late.firstMs);
  }

  #kept(arena: ChunkArena): readonly number[] {
    const { firstAddress } = arena;
    const [first] = this.#addresses;
    if (first === undefined || first >= firstAddress) return this.#addresses;
    const index = this.#addresses.findIndex((address) => address >= firstAddress);
    return index < 0 ? [] : this.#addresses.slice(index);
  }

  #makeRoom(timestampMs: number, arena: ChunkArena): void {
    const { open } = this;
    if (this.firstMs === Infinity) this.firstMs = timestampMs;
    if (open.count < mostSamples && open.length < mostBytes && open.canFollow(timestampMs)) return;
    this.#addresses.push(arena.seal(open));
    open.restart();
  }
}

function openSamples({ bytes, length, startMs }: SampleEncoder) {
  return { bytes, offset: 0, length, startMs };
}

/** Merges both by time; for equal times the sample of the first is kept. */
function mergeColumns(first: SampleColumns, second: SampleColumns): SampleColumns {
  const most = first.count + second.count;
  const merged = { timestamps: new Float64Array(most), values: new Float64Array(most), count: 0 };
  let one = 0;
  let other = 0;
  while (one < first.count || other < second.count) {
    const oneAt = one < first.count ? (first.timestamps[one] as number) : Infinity;
    const otherAt = other < second.count ? (second.timestamps[other] as number) : Infinity;
    const isFirst = oneAt <= otherAt;
    if (oneAt === otherAt) other += 1;
    merged.timestamps[merged.count] = isFirst ? oneAt : otherAt;
    // A copy between arrays keeps the bits of a stale marker.
    const source = isFirst ? first.values : second.values;
    const at = isFirst ? one++ : other++;
    merged.values.set(source.subarray(at, at + 1), merged.count);
    merged.count += 1;
  }
  return merged;
}
