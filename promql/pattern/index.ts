/** Parses regular expressions in RE2's syntax and refuses what RE2 refuses. Matching is in `series`. */
export { parsePattern } from './parse-pattern.ts';
export { PatternError } from './pattern-syntax.ts';
