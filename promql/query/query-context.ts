import { type HistogramNote, noteText } from '../histogram/histogram-note.ts';
import { statsView } from '../histogram/stats-view.ts';
import { PromqlError } from '../promql-error.ts';
import type { Matcher } from '../series/matcher.ts';
import type { Queryable, SeriesBlock, TimeRange } from '../series/queryable.ts';
import type { Duration, Expression, Span, VectorSelector } from '../syntax/expression.ts';
import { locate } from '../syntax/syntax-error.ts';
import { endOf, type Frame } from './frame.ts';
import { QueryBudget } from './query-budget.ts';
import type { QueryOptions } from './query-options.ts';
import { resolveDuration } from './resolve-duration.ts';

const readsStatsOnly: ReadonlySet<string> = new Set(['histogram_count', 'histogram_sum', 'histogram_avg']);
const readsBuckets: ReadonlySet<string> = new Set([
  'histogram_quantile',
  'histogram_quantiles',
  'histogram_fraction',
]);

/** State that is constant during the evaluation of one query. */
export class QueryContext {
  readonly annotations: Annotations;
  readonly budget: QueryBudget;
  readonly lookbackDeltaMs: number;
  readonly subqueryStepMs: number;
  readonly delayedNameRemoval: boolean;
  /** The range of the whole query, for `@ start()` and `step()`. */
  readonly frame: Frame;
  readonly isInstant: boolean;
  readonly #query: string;
  readonly #queryable: Queryable;
  readonly #statsSelectors: ReadonlySet<VectorSelector>;

  constructor(
    query: string,
    queryable: Queryable,
    setup: { expression: Expression; frame: Frame; isInstant: boolean; options: QueryOptions },
  ) {
    const { expression, frame, isInstant, options } = setup;
    this.#statsSelectors = statsSelectors(expression);
    this.#query = query;
    this.#queryable = queryable;
    this.frame = frame;
    this.isInstant = isInstant;
    this.annotations = new Annotations(query);
    this.lookbackDeltaMs = options.lookbackDeltaMs ?? 300_000;
    this.subqueryStepMs = options.subqueryStepMs ?? 60_000;
    this.delayedNameRemoval = options.delayedNameRemoval ?? false;
    this.budget = new QueryBudget({
      maxSamples: options.maxSamples ?? 50_000_000,
      maxSeries: options.maxSeries ?? 1_000_000,
      timeoutMs: options.timeoutMs ?? 120_000,
      signal: options.signal,
      now: options.now ?? (() => performance.now()),
    });
  }

  select(matchers: readonly Matcher[], range: TimeRange): readonly SeriesBlock[] {
    this.budget.look();
    const blocks = this.#queryable.select(matchers, range);
    this.budget.checkSeries(blocks.length);
    return blocks;
  }

  /** Selects series, without histogram buckets for selectors that do not need them. */
  selectFor(selector: VectorSelector, range: TimeRange): readonly SeriesBlock[] {
    const blocks = this.select(selector.matchers, range);
    if (!this.#statsSelectors.has(selector)) return blocks;
    return blocks.map((block) =>
      block.histograms === undefined ? block : { ...block, histograms: statsView(block.histograms) },
    );
  }

  /** Milliseconds of a duration; `0` for none. */
  durationMs(duration: Duration | undefined, { allowNegative = false } = {}): number {
    if (duration === undefined) return 0;
    return resolveDuration(duration, {
      stepMs: this.isInstant ? 0 : this.frame.stepMs,
      rangeMs: endOf(this.frame) - this.frame.startMs,
      startMs: this.frame.startMs,
      endMs: endOf(this.frame),
      allowNegative,
    });
  }

  /** An error of the evaluation, with its position if known. */
  error(message: string, span?: Span): PromqlError {
    return new PromqlError('execution', message, span ? { span: locate(this.#query, span) } : {});
  }

  sameLabelset(): PromqlError {
    return this.error('vector cannot contain metrics with the same labelset');
  }

  /** Adds annotations for notes about histograms. */
  note(note: HistogramNote, metricName: string, span: Span): void {
    const { level, text } = noteText(note, metricName);
    this.annotations.add(level, text.replace(/^PromQL \w+: /, ''), span);
  }

  warn(message: string, span: Span): void {
    this.annotations.add('warning', message, span);
  }

  inform(message: string, span: Span): void {
    this.annotations.add('info', message, span);
  }
}

type AnnotationKind = 'warning' | 'info';

/** Annotations of a query's result; each text once for each position. */
class Annotations {
  readonly #query: string;
  readonly #warnings = new Set<string>();
  readonly #infos = new Set<string>();

  constructor(query: string) {
    this.#query = query;
  }

  add(kind: AnnotationKind, message: string, span: Span): void {
    const set = kind === 'warning' ? this.#warnings : this.#infos;
    const { line, column } = locate(this.#query, span);
    set.add(`PromQL ${kind}: ${message} (${line}:${column})`);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  get infos(): readonly string[] {
    return [...this.#infos];
  }
}

/**
 * The selectors of which a query uses no buckets, only counts and sums. Prometheus reads them without the buckets and
 * looks for counter resets as it goes, which shows in annotations. Subqueries see other samples than were read, so
 * their resets need the buckets. Follows `detectHistogramStatsDecoding` of Prometheus' promql/engine.go.
 */
function statsSelectors(expression: Expression): ReadonlySet<VectorSelector> {
  const found = new Set<VectorSelector>();
  collect(expression, false, found);
  return found;
}

function collect(expression: Expression, isWithin: boolean, found: Set<VectorSelector>): void {
  switch (expression.kind) {
    case 'vector-selector':
      if (isWithin) found.add(expression);
      return;
    case 'matrix-selector':
      collect(expression.selector, isWithin, found);
      return;
    case 'parenthesized':
    case 'unary':
      collect(expression.expression, isWithin, found);
      return;
    case 'aggregation':
      collect(expression.expression, isWithin, found);
      if (expression.parameter !== undefined) collect(expression.parameter, isWithin, found);
      return;
    case 'binary':
      if (expression.operator === '</' || expression.operator === '>/') return;
      collect(expression.left, isWithin, found);
      collect(expression.right, isWithin, found);
      return;
    case 'call': {
      const { name } = expression.signature;
      if (readsBuckets.has(name)) return;
      for (const arg of expression.args) collect(arg, isWithin || readsStatsOnly.has(name), found);
      return;
    }
    default:
      return;
  }
}
