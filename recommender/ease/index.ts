/** EASE^R: a closed-form item-item model. */

export { decideRefit, type RefitDecision, type RefitPolicy, usualRefitPolicy } from './decide-refit.ts';
export { defaultLambda, type EaseOptions, fitEase } from './fit-ease.ts';
export { type EaseEvent, fitUpdatableEase, type UpdatableEase } from './updatable-ease.ts';
