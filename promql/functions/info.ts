import { endOf, type Frame, timeOf } from '../query/frame.ts';
import { absent, type InstantSeries, type Value } from '../query/instant-series.ts';
import { copySample, SeriesMap } from '../query/merge-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import { type Labels, metricNameLabel } from '../series/labels.ts';
import { Matcher, matchesAll } from '../series/matcher.ts';
import type { SeriesBlock, TimeRange } from '../series/queryable.ts';
import { isStaleAt, wordsOf } from '../series/stale-marker.ts';
import type { Expression, VectorSelector } from '../syntax/expression.ts';
import { formatLabels } from '../syntax/print-labels.ts';
import type { CallInput } from './call-input.ts';

/** Labels that join a series with its info series; Prometheus fixes these two. */
const identifyingLabels = ['instance', 'job'] as const;

const targetInfo = new Matcher(metricNameLabel, '=', 'target_info');
const anyInfo = new Matcher(metricNameLabel, '=~', '.+_info');

/** The info metrics to read, and the labels to add; no matchers mean all. */
interface Wanted {
  readonly names: readonly Matcher[];
  readonly data: readonly Matcher[];
}

/** An info series with the timestamp of its sample at each step; NaN when there is none. */
interface InfoSeries {
  readonly labels: Labels;
  readonly key: string;
  readonly sampledMs: Float64Array;
}

/**
 * Adds to each series the data labels of the info series with the same instance and job, step by step, so that a
 * changed info series makes another series of the result. Follows Prometheus' promql/info.go.
 */
export function evaluateInfo(input: CallInput): Value {
  const { context, call, frame } = input;
  const [first, selector] = call.args;
  if (first === undefined) throw context.error('info() expects a vector', call.span);
  const base = input.vector(0);
  const wanted = wantedOf(selector?.kind === 'vector-selector' ? selector : undefined);
  const isInfo = (labels: Labels): boolean => matchesAll(wanted.names, labels);
  const enriched = base.filter(({ labels }) => !isInfo(labels));
  const infos = selectInfos(
    context,
    { wanted, base: enriched },
    { frame, times: infoTimesOf(context, first, frame) },
  );
  const results = new SeriesMap(frame.count, (count) => context.budget.hold(count));
  const newest = new NewestInfos(context, infos);
  for (let step = 0; step < frame.count; step++) {
    newest.moveTo(step);
    for (const series of base) {
      if (series.present[step] === absent) continue;
      const labels = isInfo(series.labels) ? series.labels : newest.enrich(series.labels, wanted.data);
      if (labels === undefined) continue;
      const result = results.of(labels, series.dropName);
      if (result.present[step] !== absent) throw context.sameLabelset();
      copySample(series, step, result);
    }
  }
  return { kind: 'vector', series: results.series };
}

function wantedOf(selector: VectorSelector | undefined): Wanted {
  const matchers = selector?.matchers ?? [];
  const names = matchers.filter(({ name }) => name === metricNameLabel);
  const isPositive = names.some(({ operator }) => operator === '=' || operator === '=~');
  return {
    // Negative matchers alone would select every series.
    names: isPositive ? names : names.length > 0 ? [anyInfo, ...names] : [targetInfo],
    data: matchers.filter(({ name }) => name !== metricNameLabel),
  };
}

/** The time range of info samples, taken from the first selector, and the time that it fixes with `@`. */
interface InfoTimes {
  readonly range: TimeRange;
  readonly fixedMs: number | undefined;
}

function infoTimesOf(context: QueryContext, expression: Expression, frame: Frame): InfoTimes {
  const modifiers = firstSelector(expression)?.modifiers ?? {};
  const offsetMs = context.durationMs(modifiers.offset, { allowNegative: true });
  const { at } = modifiers;
  const fixedMs = at === 'start' ? context.frame.startMs : at === 'end' ? endOf(context.frame) : at;
  const range = {
    startMs: (fixedMs ?? frame.startMs) - offsetMs - context.lookbackDeltaMs + 1,
    endMs: (fixedMs ?? endOf(frame)) - offsetMs,
  };
  return { range, fixedMs };
}

function firstSelector(expression: Expression | undefined): VectorSelector | undefined {
  switch (expression?.kind) {
    case 'vector-selector':
      return expression;
    case 'matrix-selector':
      return expression.selector;
    case 'subquery':
    case 'unary':
    case 'parenthesized':
      return firstSelector(expression.expression);
    case 'aggregation':
      return firstSelector(expression.expression) ?? firstSelector(expression.parameter);
    case 'binary':
      return firstSelector(expression.left) ?? firstSelector(expression.right);
    case 'call':
      return expression.args.map(firstSelector).find((selector) => selector !== undefined);
    default:
      return undefined;
  }
}

function selectInfos(
  context: QueryContext,
  { wanted, base }: { wanted: Wanted; base: readonly InstantSeries[] },
  { frame, times }: { frame: Frame; times: InfoTimes },
): InfoSeries[] {
  const identifying = identifyingLabels.flatMap((name) => {
    const values = new Set(base.map(({ labels }) => labels.get(name)).filter((value) => value !== ''));
    return values.size === 0 ? [] : [new Matcher(name, '=~', [...values].map(quoted).join('|'))];
  });
  if (identifying.length === 0) return [];
  return context.select([...identifying, ...wanted.data, ...wanted.names], times.range).map((block) => {
    context.budget.hold(frame.count);
    const name = block.labels.metricName;
    return {
      labels: block.labels,
      key: joinKey(name, block.labels),
      sampledMs: sampleTimes(context, block, { frame, fixedMs: times.fixedMs }),
    };
  });
}

function sampleTimes(
  context: QueryContext,
  { labels, timestamps, values, histograms }: SeriesBlock,
  { frame, fixedMs }: { frame: Frame; fixedMs: number | undefined },
): Float64Array {
  const words = wordsOf(values);
  const times = new Float64Array(frame.count).fill(Number.NaN);
  let index = -1;
  for (let step = 0; step < frame.count; step++) {
    const reference = fixedMs ?? timeOf(frame, step);
    while (index + 1 < timestamps.length && (timestamps[index + 1] ?? 0) <= reference) index++;
    const sampledMs = timestamps[index];
    if (sampledMs === undefined || sampledMs <= reference - context.lookbackDeltaMs) continue;
    if (histograms?.[index] !== undefined)
      throw context.error(`this should be an info metric, with float samples: ${formatLabels(labels)}`);
    if (!isStaleAt(words, index)) times[step] = sampledMs;
  }
  return times;
}

function joinKey(infoName: string, labels: Labels): string {
  return JSON.stringify([infoName, ...identifyingLabels.map((name) => labels.get(name))]);
}

function quoted(value: string): string {
  return value.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** The info series at each step; the newest of several with the same identity. */
class NewestInfos {
  readonly #context: QueryContext;
  readonly #infos: readonly InfoSeries[];
  readonly #names: readonly string[];
  #newest = new Map<string, { readonly info: InfoSeries; readonly sampledMs: number }>();

  constructor(context: QueryContext, infos: readonly InfoSeries[]) {
    this.#context = context;
    this.#infos = infos;
    this.#names = [...new Set(infos.map(({ labels }) => labels.metricName))].sort();
  }

  moveTo(step: number): void {
    this.#newest = new Map();
    for (const info of this.#infos) {
      const sampledMs = info.sampledMs[step] ?? Number.NaN;
      if (Number.isNaN(sampledMs)) continue;
      const known = this.#newest.get(info.key);
      if (known?.sampledMs === sampledMs)
        throw this.#context.error(
          `found duplicate series for info metric: ${formatLabels(known.info.labels)} and ${formatLabels(info.labels)}`,
        );
      if (known === undefined || known.sampledMs < sampledMs) this.#newest.set(info.key, { info, sampledMs });
    }
  }

  /** The labels joined with those of the info series; undefined when a required label is missing. */
  enrich(base: Labels, wanted: readonly Matcher[]): Labels | undefined {
    const found = this.#names
      .map((name) => this.#newest.get(joinKey(name, base))?.info)
      .filter((info) => info !== undefined);
    if (found.length === 0) return wanted.every((matcher) => matcher.matches('')) ? base : undefined;
    const added = new Map<string, string>();
    for (const { labels } of found)
      for (const [name, value] of labels) {
        const isWanted = wanted.length === 0 || wanted.some((matcher) => matcher.name === name);
        if (name === metricNameLabel || !isWanted) continue;
        if ((added.get(name) ?? value) !== value) throw this.#context.error(`conflicting label: ${name}`);
        if (!base.has(name)) added.set(name, value);
      }
    return [...added].reduce((labels, [name, value]) => labels.with(name, value), base);
  }
}
