import type { Expression, Subquery, TimeModifiers, VectorSelector } from './expression.ts';
import { parseBracketDuration, parseOffset } from './parse-duration.ts';
import { parseSignedNumber } from './read-literal.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { TokenCursor } from './token-cursor.ts';

/** Ranges, subqueries, `offset`, `@` and the range modifiers that may follow an expression. */
export function parsePostfix(cursor: TokenCursor, operand: Expression): Expression {
  let expression = operand;
  for (;;) {
    if (cursor.isSymbol('[')) expression = parseRange(cursor, expression);
    else if (cursor.word === 'offset') expression = parseOffsetModifier(cursor, expression);
    else if (cursor.isSymbol('@')) expression = parseAtModifier(cursor, expression);
    else if (cursor.word === 'anchored' || cursor.word === 'smoothed')
      expression = parseExtension(cursor, expression);
    else return expression;
  }
}

function parseRange(cursor: TokenCursor, expression: Expression): Expression {
  const { start } = expression.span;
  const bracket = cursor.next();
  const range = parseBracketDuration(cursor);
  if (cursor.takeSymbol(':')) {
    const step = cursor.isSymbol(']') ? undefined : parseBracketDuration(cursor);
    cursor.expectSymbol(']', 'subquery');
    const subquery: Subquery = {
      kind: 'subquery',
      expression,
      range,
      ...(step && { step }),
      modifiers: {},
      span: cursor.spanFrom(start),
    };
    return subquery;
  }
  if (!cursor.takeSymbol(']')) throw cursor.unexpected('range', '"]", or ":" and a step for a subquery');
  if (expression.kind !== 'vector-selector')
    throw new QuerySyntaxError('ranges only allowed for vector selectors', cursor.spanFrom(bracket.start));
  if (expression.modifiers.offset !== undefined)
    throw new QuerySyntaxError('no offset modifiers allowed before range', cursor.spanFrom(bracket.start));
  if (expression.modifiers.at !== undefined)
    throw new QuerySyntaxError('no @ modifiers allowed before range', cursor.spanFrom(bracket.start));
  return { kind: 'matrix-selector', selector: expression, range, span: cursor.spanFrom(start) };
}

function parseOffsetModifier(cursor: TokenCursor, expression: Expression): Expression {
  const word = cursor.next();
  const offset = parseOffset(cursor);
  return modified(cursor, expression, (modifiers) => {
    if (modifiers.offset !== undefined)
      throw new QuerySyntaxError('offset may not be set multiple times', cursor.spanFrom(word.start));
    return { ...modifiers, offset };
  });
}

function parseAtModifier(cursor: TokenCursor, expression: Expression): Expression {
  const sign = cursor.next();
  const at = parseAtTime(cursor);
  return modified(cursor, expression, (modifiers) => {
    if (modifiers.at !== undefined)
      throw new QuerySyntaxError('@ <timestamp> may not be set multiple times', cursor.spanFrom(sign.start));
    return { ...modifiers, at };
  });
}

function parseAtTime(cursor: TokenCursor): number | 'start' | 'end' {
  const word = cursor.word;
  if ((word === 'start' || word === 'end') && cursor.peek(1).text === '(') {
    cursor.next();
    cursor.expectSymbol('(', '@ modifier');
    cursor.expectSymbol(')', '@ modifier');
    return word;
  }
  const { start } = cursor.current;
  const seconds = parseSignedNumber(cursor, '@ modifier');
  if (!Number.isFinite(seconds) || Math.abs(seconds) >= 9e15)
    throw new QuerySyntaxError(`timestamp out of bounds for @ modifier: ${seconds}`, cursor.spanFrom(start));
  return Math.round(seconds * 1000);
}

function parseExtension(cursor: TokenCursor, expression: Expression): Expression {
  const word = cursor.next();
  const extension = word.text.toLowerCase() === 'anchored' ? 'anchored' : 'smoothed';
  if (!cursor.experimental)
    throw new QuerySyntaxError(`${extension} modifier is experimental and not enabled`, word);
  const extend = (selector: VectorSelector): VectorSelector => {
    if (selector.extension !== undefined)
      throw new QuerySyntaxError(
        'anchored and smoothed modifiers cannot be used twice or together',
        cursor.spanFrom(word.start),
      );
    return { ...selector, extension, span: cursor.spanFrom(selector.span.start) };
  };
  if (expression.kind === 'matrix-selector')
    return {
      ...expression,
      selector: extend(expression.selector),
      span: cursor.spanFrom(expression.span.start),
    };
  if (expression.kind === 'vector-selector' && extension === 'smoothed') return extend(expression);
  throw new QuerySyntaxError(
    `${extension} modifier must be preceded by ${extension === 'smoothed' ? 'an instant or range' : 'a range'} vector selector, but follows a ${expression.kind}`,
    word,
  );
}

function modified(
  cursor: TokenCursor,
  expression: Expression,
  change: (modifiers: TimeModifiers) => TimeModifiers,
): Expression {
  const span = cursor.spanFrom(expression.span.start);
  if (expression.kind === 'vector-selector' || expression.kind === 'subquery')
    return { ...expression, modifiers: change(expression.modifiers), span };
  if (expression.kind === 'matrix-selector') {
    const selector = { ...expression.selector, modifiers: change(expression.selector.modifiers) };
    return { ...expression, selector, span };
  }
  throw new QuerySyntaxError(
    `offset and @ modifiers must be preceded by an instant vector selector or range vector selector or a subquery, but follow a ${expression.kind}`,
    span,
  );
}
