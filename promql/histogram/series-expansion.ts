import { add, subtract } from './arithmetic.ts';
import type { FloatHistogram } from './float-histogram.ts';

/**
 * The values that `base+stepxN` (or `base-stepxN`) of a test script stands for: `base`, then `times` more, each the one
 * before with the step added or taken away. Throws `RangeError` where they do not go together.
 */
export function expandHistograms(
  base: FloatHistogram,
  step: FloatHistogram,
  options: { readonly times: number; readonly sign: '+' | '-' },
): FloatHistogram[] {
  if (options.times > 0 && base.schema > step.schema)
    throw new RangeError(`cannot merge from schema ${step.schema} to ${base.schema}`);
  const values = [base];
  let current = base;
  for (let done = 0; done < options.times; done++) {
    const combined = options.sign === '+' ? add(current, step) : subtract(current, step);
    if (combined === undefined)
      throw new RangeError('cannot combine histograms with exponential and with custom buckets');
    current = combined.histogram;
    values.push(current);
  }
  return values;
}
