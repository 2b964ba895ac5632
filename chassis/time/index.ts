/** Time as an injected dependency. */
export { type Clock, systemClock } from './clock.ts';
