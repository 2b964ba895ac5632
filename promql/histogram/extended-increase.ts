import { add, multiply, subtract } from './arithmetic.ts';
import { usesCustomBuckets } from './bucket-layout.ts';
import { compact } from './compact.ts';
import type { FloatHistogram } from './float-histogram.ts';
import type { HistogramNote } from './histogram-note.ts';
import type { NotedHistogram } from './increase.ts';
import { isReset } from './reset-detection.ts';

interface TimedHistogram {
  readonly timeMs: number;
  readonly histogram: FloatHistogram;
}

/**
 * The borders of a range, and what is done at them: with `isSmoothed`, the histograms there lie between two samples.
 */
interface ExtendedRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly isSmoothed: boolean;
  readonly isCounter: boolean;
}

/**
 * A histogram on the line between two samples. A counter that was reset between them started again from nothing.
 * Follows `interpolateHistograms` of Prometheus' promql/functions.go.
 */
export function histogramBetween(
  before: TimedHistogram,
  after: TimedHistogram,
  { atMs, isCounter }: { atMs: number; isCounter: boolean },
): NotedHistogram {
  if (usesCustomBuckets(before.histogram) !== usesCustomBuckets(after.histogram))
    return { notes: ['mixed-schemas'] };
  const share = (atMs - before.timeMs) / (after.timeMs - before.timeMs);
  if (isCounter && isReset(after.histogram, before.histogram))
    return { histogram: multiply(after.histogram, share), notes: [] };
  const sum = new NotedSum(after.histogram);
  sum.subtract(before.histogram);
  sum.scale(share);
  sum.add(before.histogram);
  return sum.result;
}

/**
 * How much a counter grew over a range, its resets mended, or how much a gauge changed, between the histograms at the
 * borders instead of extrapolated to them. The samples, in order, may reach beyond both borders; none when they do not
 * reach into the range. Follows `extendedHistogramRate` of Prometheus' promql/functions.go.
 */
export function extendedIncrease(samples: readonly TimedHistogram[], range: ExtendedRange): NotedHistogram {
  const used = between(samples, range);
  const [first, second = first] = used;
  const last = used.at(-1);
  if (!(first && second && last) || last.timeMs <= range.startMs) return { notes: [] };
  if (range.isSmoothed && first.timeMs > range.endMs) return { notes: [] };
  const isCustom = usesCustomBuckets(first.histogram);
  if (used.some(({ histogram }) => usesCustomBuckets(histogram) !== isCustom))
    return { notes: ['mixed-schemas'] };

  const { isCounter } = range;
  const spansStart = range.isSmoothed && first.timeMs < range.startMs;
  const spansEnd = range.isSmoothed && last.timeMs > range.endMs && used.length > 1;
  const beforeLast = used.at(-2) ?? last;
  const left = spansStart
    ? histogramBetween(first, second, { atMs: range.startMs, isCounter })
    : { histogram: first.histogram, notes: [] };
  const right = spansEnd
    ? histogramBetween(beforeLast, last, { atMs: range.endMs, isCounter })
    : { histogram: last.histogram, notes: [] };
  const notes = new Set<HistogramNote>([...left.notes, ...right.notes]);
  const isGauge = (histogram?: FloatHistogram): boolean => histogram?.counterResetHint === 'gauge';
  if (isCounter && used.some(({ histogram }) => isGauge(histogram))) notes.add('not-a-counter');
  if (!isCounter && !(isGauge(left.histogram) && isGauge(right.histogram))) notes.add('not-a-gauge');
  if (left.histogram === undefined || right.histogram === undefined) return { notes: [...notes] };

  const sum = new NotedSum(right.histogram, notes);
  sum.subtract(left.histogram);
  if (isCounter) {
    const borders = { left: left.histogram, right: right.histogram, leftSpans: spansStart };
    const [lost, ...more] = lostInResets(used, borders);
    if (lost) sum.addAll(lost, more);
  }
  const { histogram, notes: all } = sum.result;
  return histogram
    ? { histogram: compact({ ...histogram, counterResetHint: 'gauge' }), notes: all }
    : { notes: all };
}

/** From the last sample at or before the start, or the first; when smoothed, up to the first at or after the end. */
function between(
  samples: readonly TimedHistogram[],
  { startMs, endMs, isSmoothed }: ExtendedRange,
): readonly TimedHistogram[] {
  const afterStart = samples.slice(0, -1).findIndex(({ timeMs }) => timeMs > startMs);
  const from = Math.max(0, (afterStart < 0 ? samples.length - 1 : afterStart) - 1);
  const atEnd = isSmoothed ? samples.findIndex(({ timeMs }) => timeMs >= endMs) : -1;
  return samples.slice(from, atEnd < 0 ? samples.length : Math.max(atEnd, from) + 1);
}

/**
 * What the counter had reached before each of its resets. A reset that the left border's histogram lies on is in it
 * already; the last sample has its place taken by the right border's histogram.
 */
function lostInResets(
  samples: readonly TimedHistogram[],
  { left, right, leftSpans }: { left: FloatHistogram; right: FloatHistogram; leftSpans: boolean },
): FloatHistogram[] {
  const histograms = samples.map(({ histogram }) => histogram);
  const [first = left, second = left] = histograms;
  const isResetCounted = leftSpans && isReset(second, first);
  const start = isResetCounted ? 2 : 1;
  if (start > histograms.length - 1) return [];
  const lost: FloatHistogram[] = [];
  let previous = isResetCounted ? second : left;
  for (const current of [...histograms.slice(start, -1), right]) {
    if (isReset(current, previous)) lost.push(previous);
    previous = current;
  }
  return lost;
}

/**
 * A histogram that others are added to and subtracted from, with what is to be told about it; none once the schemas
 * mixed.
 */
class NotedSum {
  #histogram: FloatHistogram | undefined;
  readonly #notes: Set<HistogramNote>;

  constructor(histogram: FloatHistogram, notes: Iterable<HistogramNote> = []) {
    this.#histogram = histogram;
    this.#notes = new Set(notes);
  }

  get result(): NotedHistogram {
    const notes = [...this.#notes];
    return this.#histogram ? { histogram: this.#histogram, notes } : { notes };
  }

  subtract(other: FloatHistogram): void {
    this.#combine(subtract, other, 'bounds-reconciled-in-subtraction');
  }

  add(other: FloatHistogram): void {
    this.#combine(add, other, 'bounds-reconciled-in-addition');
  }

  /** Adds the sum of the others, made before. */
  addAll(first: FloatHistogram, more: readonly FloatHistogram[]): void {
    const others = new NotedSum(first);
    for (const other of more) others.add(other);
    const { histogram, notes } = others.result;
    for (const note of notes) this.#notes.add(note);
    if (histogram) this.add(histogram);
    else this.#histogram = undefined;
  }

  scale(factor: number): void {
    if (this.#histogram) this.#histogram = multiply(this.#histogram, factor);
  }

  #combine(combine: typeof add, other: FloatHistogram, reconciled: HistogramNote): void {
    if (this.#histogram === undefined) return;
    const combined = combine(this.#histogram, other);
    if (combined === undefined) this.#notes.add('mixed-schemas');
    if (combined?.boundsReconciled) this.#notes.add(reconciled);
    this.#histogram = combined?.histogram;
  }
}
