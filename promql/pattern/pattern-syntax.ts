/** A regular expression of RE2's syntax as a tree. */
export type PatternNode =
  | { readonly kind: 'empty' }
  | { readonly kind: 'character'; readonly test: CharacterTest }
  | { readonly kind: 'assertion'; readonly assertion: Assertion }
  | { readonly kind: 'sequence'; readonly parts: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: PatternNode }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly least: number;
      readonly most: number;
      readonly isGreedy: boolean;
    };

/** Whether a code point is one of those that a place in a pattern takes. */
export type CharacterTest = (codePoint: number) => boolean;

export type Assertion =
  | 'text-start'
  | 'text-end'
  | 'line-start'
  | 'line-end'
  | 'word-border'
  | 'no-word-border';

export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groupCount: number;
  readonly groupNumbers: ReadonlyMap<string, number>;
}

/** A syntax error in a pattern, in RE2's wording. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
