import { parsePattern } from '../pattern/parse-pattern.ts';
import { compileProgram } from '../pattern/pattern-program.ts';
import { PatternError } from '../pattern/pattern-syntax.ts';
import { runProgram } from '../pattern/run-program.ts';
import { PromqlError } from '../promql-error.ts';

/**
 * A regular expression in RE2's syntax that must match whole texts; `.` matches newlines, as in Prometheus. Matching
 * takes linear time for every pattern, so that no pattern can stall a query.
 */
export interface Pattern {
  matches(text: string): boolean;
  /** The text of each group (0 is the whole text), or undefined when the text does not match. */
  groups(text: string): readonly string[] | undefined;
  /** Numbers of the named groups. */
  readonly groupNumbers: ReadonlyMap<string, number>;
}

/** Throws `PromqlError` of kind `parse`. */
export function compilePattern(source: string): Pattern {
  try {
    const { root, groupCount, groupNumbers } = parsePattern(source);
    const program = compileProgram(root);
    return {
      matches: plainTest(source) ?? ((text) => runProgram(program, text, 0) !== undefined),
      groups: (text) => groupsOf(runProgram(program, text, 2 * (groupCount + 1)), text, groupCount),
      groupNumbers,
    };
  } catch (cause) {
    if (!(cause instanceof PatternError)) throw cause;
    throw new PromqlError('parse', `error parsing regexp: ${cause.message}`, { cause });
  }
}

const plain = /^[^\\.+*?()|[\]{}^$]*$/;

/** Most matchers are alternatives of literals, or literals with `.*` at an end: those need no program. */
function plainTest(source: string): ((text: string) => boolean) | undefined {
  if (source === '.*') return () => true;
  if (source === '.+') return (text) => text !== '';
  const options = source.split('|');
  if (options.every((option) => plain.test(option))) {
    const wanted = new Set(options);
    return (text) => wanted.has(text);
  }
  const match = /^(\.\*)?([^\\.+*?()|[\]{}^$]*)(\.\*|\.\+)?$/.exec(source);
  if (match === null) return undefined;
  const [, before, text = '', after] = match;
  const rest = after === '.+' ? 1 : 0;
  if (before === undefined) return (value) => value.startsWith(text) && value.length >= text.length + rest;
  if (after === undefined) return (value) => value.endsWith(text);
  return rest === 0 ? (value) => value.includes(text) : undefined;
}

function groupsOf(slots: readonly number[] | undefined, text: string, count: number): string[] | undefined {
  if (slots === undefined) return undefined;
  const characters = [...text];
  return Array.from({ length: count + 1 }, (_, group) => {
    if (group === 0) return text;
    const start = slots[2 * group] ?? -1;
    const end = slots[2 * group + 1] ?? -1;
    return start < 0 || end < 0 ? '' : characters.slice(start, end).join('');
  });
}
