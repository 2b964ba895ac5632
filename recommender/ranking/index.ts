/** What a model is to its callers, and how a list is made of its scores. Knows no model. */
export {
  type Attribution,
  requireItem,
  type ScoringModel,
  sortAttributions,
  type Taste,
} from './scoring-model.ts';
export { type SelectOptions, selectTop } from './select-top.ts';
