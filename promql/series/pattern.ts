import { PromqlError } from '../promql-error.ts';

/** A regular expression of RE2's syntax that matches whole texts; `.` matches line ends too, as in Prometheus. */
export interface Pattern {
  matches(text: string): boolean;
  /** The text of each group (0 is everything), or undefined when the text does not match. */
  groups(text: string): readonly string[] | undefined;
  /** Numbers of the named groups. */
  readonly groupNumbers: ReadonlyMap<string, number>;
}

export function compilePattern(source: string): Pattern {
  let regex: RegExp;
  try {
    regex = new RegExp(`^(?:${source.replaceAll('(?P<', '(?<')})$`, 'su');
  } catch (cause) {
    throw new PromqlError('parse', `error parsing regexp: ${source}`, { cause });
  }
  return {
    matches: (text) => regex.test(text),
    groups: (text) => regex.exec(text)?.map((group) => group ?? ''),
    groupNumbers: new Map(),
  };
}
