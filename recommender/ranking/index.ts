/** What a model is to its callers, and how a list is made of its scores. Knows no model. */
export { composeList, type ListRules } from './compose-list.ts';
export { type Candidate, type FilledPlace, fillPlaces } from './fill-places.ts';
export {
  type Attribution,
  requireItem,
  type ScoringModel,
  sortAttributions,
  type Taste,
} from './scoring-model.ts';
export { type SelectOptions, selectTop } from './select-top.ts';
