import type { VectorMatching } from './expression.ts';
import { parseSignedNumber, textOf } from './read-literal.ts';
import { QuerySyntaxError } from './syntax-error.ts';
import type { TokenCursor } from './token-cursor.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What may stand between a binary operator and its right operand. */
export function parseBinaryModifiers(cursor: TokenCursor): { returnBool: boolean; matching: VectorMatching } {
  const returnBool = cursor.takeWord('bool');
  const matching: Mutable<VectorMatching> = { cardinality: 'one-to-one', on: false, labels: [], include: [] };
  if (cursor.isWord('on', 'ignoring')) {
    matching.on = cursor.next().text.toLowerCase() === 'on';
    matching.labels = parseGroupingLabels(cursor);
    if (cursor.isWord('group_left', 'group_right')) {
      matching.cardinality =
        cursor.next().text.toLowerCase() === 'group_left' ? 'many-to-one' : 'one-to-many';
      if (cursor.isSymbol('(')) matching.include = parseGroupingLabels(cursor);
    }
  }
  while (isFill(cursor)) parseFill(cursor, matching);
  return { returnBool, matching };
}

function isFill(cursor: TokenCursor): boolean {
  const next = cursor.peek(1);
  return (
    ['fill', 'fill_left', 'fill_right'].includes(cursor.word) && next.kind === 'symbol' && next.text === '('
  );
}

function parseFill(cursor: TokenCursor, matching: Mutable<VectorMatching>): void {
  const word = cursor.next();
  const side = word.text.toLowerCase();
  if (!cursor.experimental)
    throw new QuerySyntaxError('binop fill modifiers are experimental and not enabled', word);
  cursor.expectSymbol('(', 'fill modifier');
  const value = parseSignedNumber(cursor, 'fill modifier');
  cursor.expectSymbol(')', 'fill modifier');
  if (side !== 'fill_right') matching.fillLeft = value;
  if (side !== 'fill_left') matching.fillRight = value;
}

/** `(a, "b c", d)`: names of labels, in any number. */
export function parseGroupingLabels(cursor: TokenCursor): string[] {
  cursor.expectSymbol('(', 'grouping opts');
  const labels: string[] = [];
  while (!cursor.takeSymbol(')')) {
    const { kind, text } = cursor.current;
    if (kind === 'identifier') {
      if (text.includes(':')) throw cursor.unexpected('grouping opts', 'a label');
      labels.push(text);
    } else if (kind === 'string') labels.push(textOf(cursor));
    else throw cursor.unexpected('grouping opts', 'a label or ")"');
    cursor.next();
    if (!cursor.isSymbol(')') && !cursor.takeSymbol(','))
      throw cursor.unexpected('grouping opts', '"," or ")"');
  }
  return labels;
}
