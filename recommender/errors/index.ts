/** The package's error class, and numeric checks that throw it. */
export {
  RecommenderError,
  type RecommenderErrorCode,
  requireNumber,
  requireWhole,
} from './recommender-error.ts';
