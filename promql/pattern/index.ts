/**
 * Regular expressions in RE2's syntax: parsing them with RE2's refusals. Not matching: that is the business of
 * `series`.
 */
export { parsePattern } from './parse-pattern.ts';
export { PatternError } from './pattern-syntax.ts';
