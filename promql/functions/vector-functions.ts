import type { CallFunction } from './call-input.ts';
import { conversionFunctions } from './conversions.ts';
import { dateFunctions } from './dates.ts';
import { elementwiseFunctions } from './elementwise.ts';
import { histogramShareFunctions } from './histogram-quantile.ts';
import { labellingFunctions } from './labelling.ts';
import { sortingFunctions } from './sorting.ts';

/** The functions whose arguments are instant vectors, scalars and strings. */
export const vectorFunctions: ReadonlyMap<string, CallFunction> = new Map([
  ...conversionFunctions,
  ...dateFunctions,
  ...elementwiseFunctions,
  ...histogramShareFunctions,
  ...labellingFunctions,
  ...sortingFunctions,
]);
