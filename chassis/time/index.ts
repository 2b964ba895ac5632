/** Clock and deadlines as injected dependencies, and the one parser of timestamps. */
export { type Clock, longestTimerMs, systemClock } from './clock.ts';
export { type Deadline, deadlineAfter, remainingOf } from './deadline.ts';
export { isCalendarDate, parseTimestamp } from './parse-timestamp.ts';
