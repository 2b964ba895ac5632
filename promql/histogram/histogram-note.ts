/** An annotation of a result over histograms; `noteText` renders it. */
export type HistogramNote =
  | 'bounds-reconciled-in-addition'
  | 'bounds-reconciled-in-aggregation'
  | 'bounds-reconciled-in-subtraction'
  | 'fraction-without-nan'
  | 'floats-among-histograms'
  | 'mixed-schemas'
  | 'not-a-counter'
  | 'not-a-gauge'
  | 'quantile-is-nan'
  | 'quantile-skewed-by-nan'
  | 'resets-collided-in-addition'
  | 'resets-collided-in-aggregation'
  | 'resets-collided-in-subtraction';

interface NoteText {
  readonly level: 'warning' | 'info';
  readonly text: string;
}

/** Renders a note in the wording of Prometheus, without its position. */
export function noteText(note: HistogramNote, metricName: string): NoteText {
  const { level, text, metric } = wordings[note];
  const named = metric === 'always' ? ` ${JSON.stringify(metricName)}` : whenKnown(metric, metricName);
  return { level, text: `PromQL ${level}: ${text}${named}` };
}

interface Wording extends NoteText {
  /** Where the metric's name is inserted: at the end, after `for metric name`, or nowhere. */
  readonly metric: 'always' | 'when-known' | 'never';
}

function whenKnown(metric: 'when-known' | 'never', metricName: string): string {
  return metric === 'never' || metricName === '' ? '' : ` for metric name ${JSON.stringify(metricName)}`;
}

const reconciled = 'mismatched custom buckets were reconciled during';
const collided = 'conflicting counter resets during histogram';

const wordings: Readonly<Record<HistogramNote, Wording>> = {
  'bounds-reconciled-in-addition': info(`${reconciled} addition`, 'never'),
  'bounds-reconciled-in-aggregation': info(`${reconciled} aggregation`, 'never'),
  'bounds-reconciled-in-subtraction': info(`${reconciled} subtraction`, 'never'),
  'fraction-without-nan': info(
    'input to histogram_fraction has NaN observations, which are excluded from all fractions',
    'when-known',
  ),
  'floats-among-histograms': warning('encountered a mix of histograms and floats for metric name', 'always'),
  'mixed-schemas': warning(
    'vector contains a mix of histograms with exponential and custom buckets schemas for metric name',
    'always',
  ),
  'not-a-counter': warning('this native histogram metric is not a counter:', 'always'),
  'not-a-gauge': warning('this native histogram metric is not a gauge:', 'always'),
  'quantile-is-nan': info('input to histogram_quantile has NaN observations, result is NaN', 'when-known'),
  'quantile-skewed-by-nan': info(
    'input to histogram_quantile has NaN observations, result is skewed higher',
    'when-known',
  ),
  'resets-collided-in-addition': warning(`${collided} addition`, 'never'),
  'resets-collided-in-aggregation': warning(`${collided} aggregation`, 'never'),
  'resets-collided-in-subtraction': warning(`${collided} subtraction`, 'never'),
};

function info(text: string, metric: Wording['metric']): Wording {
  return { level: 'info', text, metric };
}

function warning(text: string, metric: Wording['metric']): Wording {
  return { level: 'warning', text, metric };
}
