import type { VectorSelector } from '../syntax/expression.ts';
import type { Frame } from './frame.ts';
import { createSeries, hasAny, type InstantSeries, writeFloat } from './instant-series.ts';
import type { QueryContext } from './query-context.ts';
import { fromBlock } from './range-series.ts';
import { referenceTimes } from './select-instant.ts';

/** The value of a `smoothed` instant selector: on the line between the samples around each step. */
export function smoothInstant(
  selector: VectorSelector,
  context: QueryContext,
  frame: Frame,
): InstantSeries[] {
  const reference = referenceTimes(selector, context, frame);
  const lookbackMs = context.lookbackDeltaMs;
  const blocks = context.select(selector.matchers, {
    startMs: reference.firstMs - lookbackMs + 1,
    endMs: reference.lastMs + lookbackMs,
  });
  return blocks
    .map((block) => {
      context.budget.hold(frame.count);
      const { times, values, histograms } = fromBlock(block);
      if (histograms.length > 0)
        throw context.error(
          'smoothed and anchored modifiers do not work with native histograms',
          selector.span,
        );
      const result = createSeries(block.labels, frame.count);
      let next = 0;
      for (let step = 0; step < frame.count; step++) {
        const atMs = reference.firstMs + step * reference.stepMs;
        while (next < times.length && (times[next] ?? 0) < atMs) next++;
        const nextMs = times[next] ?? Number.POSITIVE_INFINITY;
        const beforeMs = next > 0 ? (times[next - 1] ?? 0) : Number.NEGATIVE_INFINITY;
        if (nextMs === atMs) writeFloat(result, step, values[next] ?? 0);
        else if (beforeMs > atMs - lookbackMs) {
          const before = values[next - 1] ?? 0;
          const share = nextMs <= atMs + lookbackMs ? (atMs - beforeMs) / (nextMs - beforeMs) : 0;
          writeFloat(result, step, share === 0 ? before : before + ((values[next] ?? 0) - before) * share);
        }
      }
      return result;
    })
    .filter(hasAny);
}
