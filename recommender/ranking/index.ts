/** The interface of all models, and the composition of lists from scores. Contains no model. */
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
