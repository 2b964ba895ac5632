/** The package's one error and the checks of numbers that throw it. */
export {
  RecommenderError,
  type RecommenderErrorCode,
  requireNumber,
  requireWhole,
} from './recommender-error.ts';
