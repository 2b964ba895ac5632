/** EASE^R: items by the weights between them, in closed form. */
export { defaultLambda, type EaseOptions, fitEase } from './fit-ease.ts';
