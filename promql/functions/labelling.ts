import { PromqlError } from '../promql-error.ts';
import type { InstantSeries } from '../query/instant-series.ts';
import { mergeSeries } from '../query/merge-series.ts';
import { type Labels, metricNameLabel } from '../series/labels.ts';
import { compilePattern, type Pattern } from '../series/pattern.ts';
import { isValidLabelName } from '../syntax/literals.ts';
import type { CallFunction, CallInput } from './call-input.ts';

/** `label_replace(v, dst, replacement, src, regex)`. */
const labelReplace: CallFunction = (input) => {
  const [destination, replacement, source, regex] = [1, 2, 3, 4].map((index) => input.text(index));
  const pattern = patternOf(input, regex ?? '');
  checkDestination(input, destination ?? '', 'label_replace');
  return relabelled(input, destination ?? '', (labels) => {
    const groups = pattern.groups(labels.get(source ?? ''));
    return groups === undefined ? undefined : expand(replacement ?? '', groups, pattern);
  });
};

/** `label_join(v, dst, separator, src...)`. */
const labelJoin: CallFunction = (input) => {
  const destination = input.text(1);
  const sources = Array.from({ length: input.argCount - 3 }, (_, index) => input.text(index + 3));
  for (const source of sources)
    if (!isValidLabelName(source))
      throw input.context.error(`invalid source label name in label_join(): ${source}`, input.call.span);
  checkDestination(input, destination, 'label_join');
  return relabelled(input, destination, (labels) =>
    sources.map((source) => labels.get(source)).join(input.text(2)),
  );
};

function checkDestination({ context, call }: CallInput, name: string, by: string): void {
  if (!isValidLabelName(name))
    throw context.error(`invalid destination label name in ${by}(): ${name}`, call.span);
}

function patternOf({ context, call }: CallInput, regex: string): Pattern {
  try {
    return compilePattern(regex);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    throw context.error(`invalid regular expression in label_replace(): ${regex}`, call.span);
  }
}

const longestValue = 65_536;

function relabelled(input: CallInput, name: string, changedTo: (labels: Labels) => string | undefined) {
  const series = input.vector(0).map((one): InstantSeries => {
    const value = changedTo(one.labels);
    if (value === undefined) return one;
    // Nested calls may double a value each time, and thirty of them would exceed the memory.
    if (value.length > longestValue)
      throw input.context.error(`label value of more than ${longestValue} characters`, input.call.span);
    return {
      ...one,
      labels: one.labels.with(name, value),
      dropName: name === metricNameLabel ? false : one.dropName,
    };
  });
  return { kind: 'vector' as const, series: mergeSeries(input.context, series) };
}

/** Expands `$1`, `${1}`, `$name` and `$$`; an unknown group is empty. */
function expand(template: string, groups: readonly string[], pattern: Pattern): string {
  return template.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (whole, plain, braced) => {
    if (whole === '$$') return '$';
    const name: string = plain ?? braced;
    const number = /^\d+$/.test(name) ? Number(name) : pattern.groupNumbers.get(name);
    return number === undefined ? '' : (groups[number] ?? '');
  });
}

/** Functions that only change labels. */
export const labellingFunctions: ReadonlyMap<string, CallFunction> = new Map([
  ['label_replace', labelReplace],
  ['label_join', labelJoin],
]);
