import { type Expression, parseQuery } from '@petstore/promql';

/** A metric that a query asks for, with the labels that it asks about. */
interface QueriedMetric {
  readonly name: string;
  readonly labels: readonly string[];
}

const nameLabel = '__name__';

/** Placeholders of prometheus-adapter (`<<.Series>>`) and of Flagger (`{{ interval }}`) stand for what is not known before. */
function fillIn(query: string, series: string): string {
  return query
    .replaceAll('<<.Series>>', series)
    .replaceAll('<<.LabelMatchers>>', 'namespace="x"')
    .replaceAll('<<.GroupBy>>', 'pod')
    .replaceAll(/<<[^>]*>>/g, 'x')
    .replaceAll(/\[\s*\{\{[^}]*\}\}\s*\]/g, '[1m]')
    .replaceAll(/\{\{[^}]*\}\}/g, 'x');
}

type Selector = Extract<Expression, { kind: 'vector-selector' }>;

function selectorsOf(expression: Expression): readonly Selector[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
      return [];
    case 'vector-selector':
      return [expression];
    case 'matrix-selector':
      return [expression.selector];
    case 'call':
      return expression.args.flatMap(selectorsOf);
    case 'binary':
      return [...selectorsOf(expression.left), ...selectorsOf(expression.right)];
    case 'aggregation':
      return [expression.parameter, expression.expression].flatMap((each) =>
        each === undefined ? [] : selectorsOf(each),
      );
    case 'subquery':
    case 'unary':
    case 'parenthesized':
      return selectorsOf(expression.expression);
  }
}

/** A name may be chosen by a pattern; alternatives of plain words are spelt out, other patterns name nothing in particular. */
function metricsOf({ matchers }: Selector): QueriedMetric[] {
  const chosen = matchers.find(({ name }) => name === nameLabel);
  const names = chosen === undefined || !/^[\w:|]+$/.test(chosen.value) ? [] : chosen.value.split('|');
  const labels = matchers.flatMap(({ name }) => (name === nameLabel ? [] : [name]));
  return names.map((name) => ({ name, labels }));
}

/** The metrics and labels that a query asks for. Throws `PromqlError` where it is none. */
export function namesInQuery(query: string, series = ''): QueriedMetric[] {
  return selectorsOf(parseQuery(fillIn(query, series))).flatMap(metricsOf);
}
