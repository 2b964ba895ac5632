import { compilePattern, type Pattern } from './pattern.ts';

export type MatcherOperator = '=' | '!=' | '=~' | '!~';

/** Tests one label of a series; a label that is absent has the value `''`. */
export class Matcher {
  readonly name: string;
  readonly operator: MatcherOperator;
  readonly value: string;
  readonly #pattern: Pattern | undefined;

  /** Throws `PromqlError` for a pattern that RE2 refuses. Patterns match whole values. */
  constructor(name: string, operator: MatcherOperator, value: string) {
    this.name = name;
    this.operator = operator;
    this.value = value;
    this.#pattern = operator === '=~' || operator === '!~' ? compilePattern(value) : undefined;
  }

  matches(value: string): boolean {
    switch (this.operator) {
      case '=':
        return value === this.value;
      case '!=':
        return value !== this.value;
      case '=~':
        return this.#pattern?.matches(value) ?? false;
      case '!~':
        return !(this.#pattern?.matches(value) ?? false);
    }
  }
}

/** Whether a series' labels pass every matcher. */
export function matchesAll(matchers: readonly Matcher[], labels: { get(name: string): string }): boolean {
  for (const matcher of matchers) if (!matcher.matches(labels.get(matcher.name))) return false;
  return true;
}
