/** Time as an injected dependency, and the one reading of written times. */
export { type Clock, longestTimerMs, systemClock } from './clock.ts';
export { type Deadline, deadlineAfter, remainingOf } from './deadline.ts';
export { isCalendarDate, parseTimestamp } from './parse-timestamp.ts';
