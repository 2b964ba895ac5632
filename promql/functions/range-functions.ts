import type { RangeFunction } from '../query/range-window.ts';
import { avgOverTime, sumOverTime } from './averages-over-time.ts';
import { changes, resets } from './changes.ts';
import {
  countOverTime,
  firstOverTime,
  lastOverTime,
  maxOverTime,
  minOverTime,
  presentOverTime,
  tsOfFirstOverTime,
  tsOfLastOverTime,
  tsOfMaxOverTime,
  tsOfMinOverTime,
} from './extremes-over-time.ts';
import { idelta, irate } from './instant-rates.ts';
import { delta, increase, rate } from './rates.ts';
import { madOverTime, quantileOverTime, stddevOverTime, stdvarOverTime } from './spread-over-time.ts';
import { deriv, doubleExponentialSmoothing, predictLinear } from './trends.ts';

/** Functions of one series' range at a time. */
export const rangeFunctions: ReadonlyMap<string, RangeFunction> = new Map([
  ['rate', rate],
  ['increase', increase],
  ['delta', delta],
  ['irate', irate],
  ['idelta', idelta],
  ['changes', changes],
  ['resets', resets],
  ['deriv', deriv],
  ['predict_linear', predictLinear],
  ['double_exponential_smoothing', doubleExponentialSmoothing],
  ['sum_over_time', sumOverTime],
  ['avg_over_time', avgOverTime],
  ['min_over_time', minOverTime],
  ['max_over_time', maxOverTime],
  ['count_over_time', countOverTime],
  ['present_over_time', presentOverTime],
  // The evaluator inverts presence to absence.
  ['absent_over_time', presentOverTime],
  ['first_over_time', firstOverTime],
  ['last_over_time', lastOverTime],
  ['ts_of_first_over_time', tsOfFirstOverTime],
  ['ts_of_last_over_time', tsOfLastOverTime],
  ['ts_of_max_over_time', tsOfMaxOverTime],
  ['ts_of_min_over_time', tsOfMinOverTime],
  ['quantile_over_time', quantileOverTime],
  ['mad_over_time', madOverTime],
  ['stddev_over_time', stddevOverTime],
  ['stdvar_over_time', stdvarOverTime],
]);
