import type { Matcher } from '../series/matcher.ts';
import type { FunctionSignature } from './function-signatures.ts';

/** Offsets in the query's text, in UTF-16 units; `end` excluded. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ValueKind = 'scalar' | 'vector' | 'matrix' | 'string' | 'none';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
type TrimOperator = '</' | '>/';
type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | TrimOperator | SetOperator;

export type AggregationOperator =
  | 'sum'
  | 'avg'
  | 'count'
  | 'min'
  | 'max'
  | 'group'
  | 'stddev'
  | 'stdvar'
  | 'topk'
  | 'bottomk'
  | 'count_values'
  | 'quantile'
  | 'limitk'
  | 'limit_ratio';

/** A length of time, or arithmetic over such lengths (experimental); literals are seconds. */
export type Duration =
  | { readonly kind: 'literal'; readonly seconds: number; readonly isDuration: boolean }
  | { readonly kind: 'query'; readonly name: 'step' | 'range' | 'start' | 'end' }
  | { readonly kind: 'negative'; readonly operand: Duration }
  | { readonly kind: 'group'; readonly operand: Duration }
  | {
      readonly kind: 'extreme';
      readonly name: 'min' | 'max';
      readonly left: Duration;
      readonly right: Duration;
    }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Duration;
      readonly right: Duration;
    };

/** Modifiers that move a selector or a subquery in time. */
export interface TimeModifiers {
  readonly offset?: Duration;
  /** A fixed time in milliseconds, or one end of the query's range. */
  readonly at?: number | 'start' | 'end';
}

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
  /** Written as a duration (`5m`): printed as one again. */
  readonly isDuration: boolean;
  readonly span: Span;
}

interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
  readonly span: Span;
}

export interface VectorSelector {
  readonly kind: 'vector-selector';
  /** The name outside of the braces, or ''. */
  readonly name: string;
  /** With the one of the name. */
  readonly matchers: readonly Matcher[];
  readonly modifiers: TimeModifiers;
  /** Experimental: how a range is filled at its borders. */
  readonly extension?: 'anchored' | 'smoothed';
  readonly span: Span;
}

export interface MatrixSelector {
  readonly kind: 'matrix-selector';
  readonly selector: VectorSelector;
  readonly range: Duration;
  readonly span: Span;
}

export interface Subquery {
  readonly kind: 'subquery';
  readonly expression: Expression;
  readonly range: Duration;
  readonly step?: Duration;
  readonly modifiers: TimeModifiers;
  readonly span: Span;
}

export interface Call {
  readonly kind: 'call';
  readonly signature: FunctionSignature;
  readonly args: readonly Expression[];
  readonly span: Span;
}

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly operator: AggregationOperator;
  readonly expression: Expression;
  readonly parameter?: Expression;
  readonly grouping: readonly string[];
  readonly without: boolean;
  readonly span: Span;
}

export interface Unary {
  readonly kind: 'unary';
  readonly operator: '+' | '-';
  readonly expression: Expression;
  readonly span: Span;
}

/** How the series of two vectors are matched. */
export interface VectorMatching {
  readonly cardinality: 'one-to-one' | 'many-to-one' | 'one-to-many' | 'many-to-many';
  readonly on: boolean;
  readonly labels: readonly string[];
  readonly include: readonly string[];
  readonly fillLeft?: number;
  readonly fillRight?: number;
}

export interface Binary {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
  readonly returnBool: boolean;
  readonly matching: VectorMatching;
  /** Position of the operator. */
  readonly operatorSpan: Span;
  readonly span: Span;
}

interface Parenthesized {
  readonly kind: 'parenthesized';
  readonly expression: Expression;
  readonly span: Span;
}

/** A checked query. `span` is the position of each part in the query's text. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | VectorSelector
  | MatrixSelector
  | Subquery
  | Call
  | Aggregation
  | Unary
  | Binary
  | Parenthesized;

/** Type of an expression's value. */
export function kindOf(expression: Expression): ValueKind {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'vector-selector':
    case 'aggregation':
      return 'vector';
    case 'matrix-selector':
    case 'subquery':
      return 'matrix';
    case 'call':
      return expression.signature.returns;
    case 'unary':
    case 'parenthesized':
      return kindOf(expression.expression);
    case 'binary':
      return kindOf(expression.left) === 'scalar' && kindOf(expression.right) === 'scalar'
        ? 'scalar'
        : 'vector';
  }
}

/** The expression inside of any parentheses. */
export function withoutParentheses(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? withoutParentheses(expression.expression) : expression;
}

export const comparisonOperators: ReadonlySet<string> = new Set(['==', '!=', '>', '<', '>=', '<=']);
export const setOperators: ReadonlySet<string> = new Set(['and', 'or', 'unless']);
/** Aggregations whose first argument is a parameter. */
export const parameterAggregations: ReadonlySet<string> = new Set([
  'topk',
  'bottomk',
  'count_values',
  'quantile',
  'limitk',
  'limit_ratio',
]);
export const experimentalAggregations: ReadonlySet<string> = new Set(['limitk', 'limit_ratio']);
export const aggregationOperators: ReadonlySet<string> = new Set([
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  ...parameterAggregations,
]);
