/** The decisions that controllers made, kept in the data folder for people and for `petstore what-if`. */
export { DecisionRing } from './decision-ring.ts';
export { readDecisions } from './read-decisions.ts';
