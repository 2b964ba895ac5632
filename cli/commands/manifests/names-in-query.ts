import { type Expression, parseQuery } from '@petstore/promql';

/** A metric used by a query, with the labels that the query refers to. */
interface QueriedMetric {
  readonly name: string;
  readonly labels: readonly string[];
}

const nameLabel = '__name__';

/**
 * Replaces placeholders of prometheus-adapter (`<<.Series>>`) and of Flagger (`{{ interval }}`) by values that parse.
 */
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

/**
 * A name may be given by a regular expression: an alternation of plain words is expanded, any other pattern yields no
 * metric.
 */
function metricsOf({ matchers }: Selector): QueriedMetric[] {
  const chosen = matchers.find(({ name }) => name === nameLabel);
  const names = chosen === undefined || !/^[\w:|]+$/.test(chosen.value) ? [] : chosen.value.split('|');
  const labels = matchers.flatMap(({ name }) => (name === nameLabel ? [] : [name]));
  return names.map((name) => ({ name, labels }));
}

/** Metrics and labels that a query refers to. Throws `PromqlError` for a text that is not PromQL. */
export function namesInQuery(query: string, series = ''): QueriedMetric[] {
  return selectorsOf(parseQuery(fillIn(query, series))).flatMap(metricsOf);
}
