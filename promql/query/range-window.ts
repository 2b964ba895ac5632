import type { FloatHistogram } from '../histogram/float-histogram.ts';
import type { HistogramNote } from '../histogram/histogram-note.ts';
import type { NotedHistogram } from '../histogram/increase.ts';
import type { Labels } from '../series/labels.ts';
import type { Span } from '../syntax/expression.ts';
import type { QueryContext } from './query-context.ts';
import type { RangeSeries } from './range-series.ts';

/**
 * The part of one series that lies in the range of one step; one object is moved along all steps and all series.
 * Floats stand at `from` up to, not including, `to`; histograms at `histogramFrom` up to `histogramTo`.
 */
export class RangeWindow {
  readonly context: QueryContext;
  /** Of the argument that is the range, for annotations. */
  readonly span: Span;
  readonly rangeMs: number;
  /** The scalar arguments of the call at this step, in order. */
  args: readonly number[] = [];
  /** Of `args`, for annotations. */
  argSpans: readonly Span[] = [];

  labels: Labels;
  times: Float64Array;
  values: Float64Array;
  startTimes: Float64Array | undefined;
  from = 0;
  to = 0;
  histogramTimes: Float64Array;
  histograms: readonly FloatHistogram[];
  histogramFrom = 0;
  histogramTo = 0;

  /** The borders of the range: after `startMs`, up to and including `endMs`. */
  startMs = 0;
  endMs = 0;
  /** The time of the step itself. */
  timeMs = 0;

  constructor(context: QueryContext, setup: { span: Span; rangeMs: number; series: RangeSeries }) {
    this.context = context;
    this.span = setup.span;
    this.rangeMs = setup.rangeMs;
    const { series } = setup;
    this.labels = series.labels;
    this.times = series.times;
    this.values = series.values;
    this.startTimes = series.startTimes;
    this.histogramTimes = series.histogramTimes;
    this.histograms = series.histograms;
  }

  get floatCount(): number {
    return this.to - this.from;
  }

  get histogramCount(): number {
    return this.histogramTo - this.histogramFrom;
  }

  get isMixed(): boolean {
    return this.to > this.from && this.histogramTo > this.histogramFrom;
  }

  get metricName(): string {
    return this.labels.metricName;
  }

  use(series: RangeSeries): void {
    this.labels = series.labels;
    this.times = series.times;
    this.values = series.values;
    this.startTimes = series.startTimes;
    this.histogramTimes = series.histogramTimes;
    this.histograms = series.histograms;
    this.from = 0;
    this.to = 0;
    this.histogramFrom = 0;
    this.histogramTo = 0;
  }

  /** Moves on to a later range: samples after `fromMs`, up to and including `toMs`. */
  move(fromMs: number, toMs: number): void {
    const { times, histogramTimes } = this;
    while (this.to < times.length && (times[this.to] ?? 0) <= toMs) this.to++;
    while (this.from < this.to && (times[this.from] ?? 0) <= fromMs) this.from++;
    if (histogramTimes.length === 0) return;
    while (this.histogramTo < histogramTimes.length && (histogramTimes[this.histogramTo] ?? 0) <= toMs)
      this.histogramTo++;
    while (this.histogramFrom < this.histogramTo && (histogramTimes[this.histogramFrom] ?? 0) <= fromMs)
      this.histogramFrom++;
  }

  /** Adds the annotation that the histograms of a range were ignored. */
  ignoreHistograms(span = this.span): void {
    if (this.histogramCount > 0)
      this.context.inform(
        `ignored histograms in a range containing both floats and histograms for metric name "${this.metricName}"`,
        span,
      );
  }

  note(note: HistogramNote): void {
    this.context.note(note, this.metricName, this.span);
  }

  /** Adds the notes of a result as annotations. */
  noted({ histogram, notes }: NotedHistogram): FloatHistogram | undefined {
    for (const note of notes) this.note(note);
    return histogram;
  }
}

/** A function of a range: a float, a histogram, or nothing. */
export type RangeFunction = (window: RangeWindow) => number | FloatHistogram | undefined;
