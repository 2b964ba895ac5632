import { evaluateExpression } from '../evaluation/evaluate-expression.ts';
import type { Frame } from '../evaluation/frame.ts';
import type { Value } from '../evaluation/instant-series.ts';
import type { QueryContext } from '../evaluation/query-context.ts';
import type { Call } from '../syntax/expression.ts';

export function evaluateInfo(context: QueryContext, call: Call, frame: Frame): Value {
  const [first] = call.args;
  if (first === undefined) throw context.error('info() wants a vector', call.span);
  return evaluateExpression(context, first, frame);
}
