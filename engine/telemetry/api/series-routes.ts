import {
  apiText,
  type Expression,
  type Labels,
  type Matcher,
  PromqlError,
  parseQuery,
  type TimeRange,
} from '@petstore/promql';
import type { SeriesStore } from '@petstore/promql/storage';
import { formatTimestamp, renderLabels } from '../querying/render-result.ts';
import { ApiFailure } from './api-failure.ts';
import { type ApiAnswer, type ApiRoute, readOnly, readOrForm } from './api-route.ts';
import type { Parameters } from './read-parameters.ts';

const prefix = 'U__';

type Metadata = Pick<SeriesStore, 'find' | 'labelNames' | 'labelValues' | 'exemplars'>;

/** Which series there are, how they are labelled, and their exemplars. */
export function seriesRoutes(store: Metadata): Readonly<Record<string, ApiRoute>> {
  return {
    series: { methods: readOrForm, answer: ({ parameters }) => answerSeries(store, parameters) },
    labels: {
      methods: readOrForm,
      answer: ({ parameters }) =>
        answerTexts(parameters, (matchers, range) => store.labelNames(matchers, range)),
    },
    'label/*/values': {
      methods: readOnly,
      answer({ parameters, name }) {
        const label = unescapeName(name);
        if (label === '') throw new ApiFailure('bad_data', `invalid label name: ${JSON.stringify(name)}`);
        return answerTexts(parameters, (matchers, range) => store.labelValues(label, matchers, range));
      },
    },
    query_exemplars: {
      methods: readOrForm,
      answer: ({ parameters }) => answerExemplars(store, parameters),
    },
  };
}

function answerSeries(store: Metadata, parameters: Parameters): ApiAnswer {
  const written = parameters.list('match[]');
  if (written.length === 0) throw new ApiFailure('bad_data', 'no match[] parameter provided');
  const range = rangeOf(parameters);
  const found = new Map<string, Labels>();
  for (const matchers of demanding(parseSelectors(written)))
    for (const labels of store.find(matchers, range)) found.set(labels.key, labels);
  const { kept, warnings } = cut([...found.values()], parameters);
  return { json: `[${kept.map(renderLabels).join(',')}]`, warnings };
}

function answerTexts(
  parameters: Parameters,
  list: (matchers: readonly Matcher[], range: TimeRange) => readonly string[],
): ApiAnswer {
  const range = rangeOf(parameters);
  const selectors = demanding(parseSelectors(parameters.list('match[]')));
  const texts = selectors.length === 0 ? [list([], range)] : selectors.map((each) => list(each, range));
  const { kept, warnings } = cut([...new Set(texts.flat())].sort(), parameters);
  return { data: kept, warnings };
}

function answerExemplars(store: Metadata, parameters: Parameters): ApiAnswer {
  const startMs = parameters.requiredTime('start');
  const endMs = parameters.requiredTime('end');
  if (endMs < startMs) throw new ApiFailure('bad_data', 'end timestamp must not be before start timestamp');
  const bySeries = new Map<string, string>();
  for (const matchers of selectorsOf(parameters.text('query'))) {
    for (const { labels, exemplars } of store.exemplars(matchers, { startMs, endMs })) {
      const rendered = exemplars.map(
        ({ labels: own, value, timestampMs }) =>
          `{"labels":${renderLabels(own)},"value":"${apiText(value)}","timestamp":${formatTimestamp(timestampMs)}}`,
      );
      bySeries.set(
        labels.key,
        `{"seriesLabels":${renderLabels(labels)},"exemplars":[${rendered.join(',')}]}`,
      );
    }
  }
  return { json: `[${[...bySeries.values()].join(',')}]` };
}

function rangeOf(parameters: Parameters): TimeRange {
  const startMs = parameters.time('start', -Infinity);
  const endMs = parameters.time('end', Infinity);
  if (endMs < startMs) throw ApiFailure.parameter('end', 'end timestamp must not be before start time');
  return { startMs, endMs };
}

/** Upstream refuses selectors that every series would match: nobody means them. */
function demanding(selectors: readonly (readonly Matcher[])[]): readonly (readonly Matcher[])[] {
  if (selectors.some((matchers) => matchers.every((matcher) => matcher.matches(''))))
    throw ApiFailure.parameter('match[]', 'match[] must contain at least one non-empty matcher');
  return selectors;
}

function cut<T>(
  all: readonly T[],
  parameters: Parameters,
): { kept: readonly T[]; warnings: readonly string[] } {
  const limit = parameters.limit();
  if (limit === 0 || all.length <= limit) return { kept: all, warnings: [] };
  return { kept: all.slice(0, limit), warnings: ['results truncated due to limit'] };
}

type Selector = Extract<Expression, { readonly kind: 'vector-selector' }>;

/** The matchers of each `match[]`, which must be plain selectors. */
function parseSelectors(written: readonly string[], name = 'match[]'): (readonly Matcher[])[] {
  return written.map((text) => {
    const expression = parse(text, name);
    if (expression.kind !== 'vector-selector' || Object.keys(expression.modifiers).length > 0)
      throw ApiFailure.parameter(name, `1:1: parse error: ${JSON.stringify(text)} is no series selector`);
    return expression.matchers;
  });
}

/** The matchers of every selector in an expression, wherever it stands. */
function selectorsOf(query: string): (readonly Matcher[])[] {
  return [...find(parse(query, 'query'))].map(({ matchers }) => matchers);
}

function parse(text: string, name: string): Expression {
  try {
    return parseQuery(text);
  } catch (error) {
    if (error instanceof PromqlError) throw ApiFailure.parameter(name, error.message);
    throw error;
  }
}

function* find(node: unknown): Generator<Selector> {
  if (typeof node !== 'object' || node === null) return;
  if (isSelector(node)) yield node;
  else for (const part of Object.values(node)) yield* find(part);
}

function isSelector(node: object): node is Selector {
  return 'kind' in node && node.kind === 'vector-selector';
}

/**
 * A label's name as it stands in a URL: what begins with `U__` is escaped, `_HEX_` for a character and `__` for `_`
 * (https://prometheus.io/docs/instrumenting/escaping_schemes/); anything else, and what is escaped wrongly, stands for
 * itself.
 */
export function unescapeName(written: string): string {
  if (!written.startsWith(prefix)) return written;
  const escaped = written.slice(prefix.length);
  const pattern = /__|_([0-9a-fA-F]{1,6})_|([^_])/gy;
  let name = '';
  let end = 0;
  for (const match of escaped.matchAll(pattern)) {
    const [whole, hexadecimal, plain] = match;
    const codePoint = hexadecimal === undefined ? null : Number.parseInt(hexadecimal, 16);
    if (codePoint !== null && !isCharacter(codePoint)) return written;
    name += codePoint === null ? (plain ?? '_') : String.fromCodePoint(codePoint);
    end += whole.length;
  }
  return end === escaped.length ? name : written;
}

function isCharacter(codePoint: number): boolean {
  return codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
}
