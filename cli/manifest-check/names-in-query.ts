/** A metric that a query asks for, with the labels that it asks about. */
export interface QueriedMetric {
  readonly name: string;
  readonly labels: readonly string[];
}

const words = new Set(
  'and or unless by without on ignoring group_left group_right offset bool atan2 start end inf nan'.split(
    ' ',
  ),
);

/** Placeholders of prometheus-adapter (`<<.Series>>`) and of Flagger (`{{ interval }}`) stand for what is not known before. */
function fillIn(query: string, series: string): string {
  return query
    .replaceAll('<<.Series>>', series)
    .replaceAll('<<.LabelMatchers>>', 'namespace="x"')
    .replaceAll(/<<[^>]*>>/g, 'pod')
    .replaceAll(/\{\{[^}]*\}\}/g, 'x');
}

function labelsOf(matchers: string): string[] {
  return [...matchers.matchAll(/([a-zA-Z_]\w*)\s*(?:=~|!~|!=|=)/g)].map((match) => match[1] ?? '');
}

/** Names that are chosen by `__name__`, spelt out where they are alternatives of plain words. */
function namesByMatcher(matchers: string): string[] {
  const pattern = /__name__\s*=~?\s*"([\w|:]+)"/.exec(matchers)?.[1];
  return pattern?.split('|') ?? [];
}

/**
 * The metrics and labels that a PromQL query asks for, without knowing the language: strings are taken out first, so that only names,
 * braces and words are left. What it cannot tell it leaves out; it never makes a name up.
 */
export function namesInQuery(query: string, series = ''): QueriedMetric[] {
  const text = fillIn(query, series)
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const found: QueriedMetric[] = [];
  const selector = /([a-zA-Z_:][\w:]*)?\s*\{((?:"(?:[^"\\]|\\.)*"|[^}"])*)\}/g;
  const rest = text.replaceAll(selector, (_, name: string | undefined, matchers: string) => {
    const labels = labelsOf(matchers.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')).filter(
      (label) => label !== '__name__',
    );
    const names = name === undefined ? namesByMatcher(matchers) : [name];
    found.push(...names.map((each) => ({ name: each, labels })));
    return ' ';
  });
  for (const match of rest
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ')
    .matchAll(/[a-zA-Z_:][\w:]*(?!\w)(\s*\()?/g)) {
    const [token = '', call] = match;
    const before = rest[(match.index ?? 0) - 1] ?? ' ';
    if (call !== undefined || /[\d.]/.test(before) || words.has(token.toLowerCase())) continue;
    found.push({ name: token, labels: [] });
  }
  return found;
}
