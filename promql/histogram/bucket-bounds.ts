import { customBucketsSchema } from './bucket-layout.ts';

/** The finest schema with a table of boundaries: each power of two is cut into 2^8 buckets. */
const finestSchema = 8;

// Prometheus publishes its boundaries as a table. Doubling the table with these factors gives the same bits; with the
// nearest double to the square root of two as the first factor, half of them would be off in the last digit.
const lowerSquareRootOfTwo = Math.SQRT2 - Number.EPSILON;

/** Boundaries within [0.5, 1) at the finest schema, ascending. Coarser schemas take every 2nd, 4th, ... of them. */
const fractions = boundaryFractions();

/**
 * The upper boundary of an exponential bucket; bucket 0 ends at 1. As in Prometheus, the last bucket before that of the
 * infinities ends at the greatest finite number.
 */
export function exponentialBound(index: number, schema: number): number {
  if (schema < 0) return powerOfTwoTimes(1, index * 2 ** -schema);
  const perPower = 2 ** schema;
  const power = Math.floor(index / perPower);
  const fraction = fractions[(index - power * perPower) * 2 ** (finestSchema - schema)] ?? Number.NaN;
  return powerOfTwoTimes(fraction * 2, power);
}

/** The upper boundary of a bucket of any schema. Custom bucket `i` ends at the i-th custom value, the last at +Inf. */
export function upperBound(index: number, schema: number, customValues: readonly number[]): number {
  if (schema !== customBucketsSchema) return exponentialBound(index, schema);
  return index < 0 ? -Infinity : (customValues[index] ?? Infinity);
}

function powerOfTwoTimes(fraction: number, power: number): number {
  if (fraction === 1 && power === 1024) return Number.MAX_VALUE;
  // Two steps, because 2 ** power alone may overflow or underflow where the product does not.
  return power > 1000 || power < -1000
    ? fraction * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2))
    : fraction * 2 ** power;
}

function boundaryFractions(): readonly number[] {
  let table = [0.5];
  for (let schema = 1; schema <= finestSchema; schema++) {
    const factor = schema === 1 ? lowerSquareRootOfTwo : 2 ** (2 ** -schema);
    table = table.flatMap((fraction) => [fraction, fraction * factor]);
  }
  return table;
}
