/** What is taken most: the baseline of every table and the fallback of every model. */
export {
  fitPopularity,
  fitTypedPopularity,
  type PopularityEvents,
  type PopularityOptions,
  type TypedPopularityEvents,
} from './fit-popularity.ts';
