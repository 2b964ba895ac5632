export interface LabelExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/** Every line of it has to hold; an empty one selects everything. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly LabelExpression[];
}

export type Labels = Readonly<Record<string, string>>;

export function matchLabels(
  { matchLabels: wanted = {}, matchExpressions = [] }: LabelSelector,
  labels: Labels,
): boolean {
  const isEqual = Object.entries(wanted).every(([name, value]) => labels[name] === value);
  return isEqual && matchExpressions.every((expression) => holds(expression, labels));
}

/** A label that is not there is not in any list. */
function holds({ key, operator, values = [] }: LabelExpression, labels: Labels): boolean {
  const value = labels[key];
  if (operator === 'Exists') return value !== undefined;
  if (operator === 'DoesNotExist') return value === undefined;
  const isIn = value !== undefined && values.includes(value);
  return operator === 'In' ? isIn : !isIn;
}
