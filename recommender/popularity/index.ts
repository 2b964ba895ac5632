/** Popularity models: the baseline of every comparison and the fallback of every model. */
export {
  fitPopularity,
  fitTypedPopularity,
  type PopularityEvents,
  type PopularityOptions,
  type TypedPopularityEvents,
} from './fit-popularity.ts';
