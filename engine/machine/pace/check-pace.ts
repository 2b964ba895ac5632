import {
  type Expression,
  formatDurationMs,
  PromqlError,
  parseDurationMs,
  parseQuery,
  printExpression,
  rangesOf,
  scaleRanges,
} from '@petstore/promql';
import { engineErrors } from '../../errors.ts';
import {
  composeAdapterQuery,
  isAdapterConfig,
  type ManifestSet,
  metricNameOf,
  readAdapterRules,
} from '../../manifests/index.ts';
import { type Pace, scrapeIntervalAt } from './pace.ts';

/** The query of a controller at another pace; throws what the parser throws. */
export function paceQuery(query: string, { speed, shorten }: Pace): string {
  return speed === 1 ? query : printExpression(scaleRanges(parseQuery(query), shorten(1)));
}

interface Lookback {
  readonly of: string;
  readonly rangeMs: number;
}

/** Fewer samples than that in a range say nothing of a rate. */
const fewestScrapes = 4;

type PacedObjects = Pick<ManifestSet['objects'], 'ConfigMap' | 'MetricTemplate' | 'Canary'>;

/**
 * Throws `speed-invalid` for a speed at which the query of a controller would look back over fewer than four scrapes,
 * with the query, its range, and the largest speed that it allows.
 */
export function checkPace(objects: PacedObjects, pace: Pace): void {
  const { speed } = pace;
  if (!Number.isFinite(speed) || speed < 1)
    throw engineErrors.create('speed-invalid', {
      message: `--speed ${speed} cannot be used: give 1 or more.`,
    });
  if (speed === 1) return;
  const leastMs = fewestScrapes * scrapeIntervalAt(pace);
  const tooShort = lookbacksOf(objects).filter(({ rangeMs }) => pace.shorten(rangeMs) < leastMs);
  const [shortest] = tooShort.toSorted((one, other) => one.rangeMs - other.rangeMs);
  if (shortest === undefined) return;
  const { of, rangeMs } = shortest;
  const largest = largestSpeed(rangeMs);
  const range = formatDurationMs(rangeMs);
  const shortened = formatDurationMs(Math.round(pace.shorten(rangeMs)));
  const advice = largest > 1 ? `--speed goes up to ${largest} with it` : 'it allows no --speed';
  throw engineErrors.create('speed-invalid', {
    message: `--speed ${speed} cannot be used: ${of} looks back over ${range}, which would be ${shortened}, less than four scrapes of ${formatDurationMs(scrapeIntervalAt(pace))}; ${advice}.`,
    details: { speed, largest, of, range },
  });
}

/** Whole speeds, the largest at which the range still spans four scrapes. */
function largestSpeed(rangeMs: number): number {
  const candidates = Array.from(
    { length: Math.max(1, Math.floor(rangeMs / 1_000)) },
    (_, index) => index + 1,
  );
  const allowed = candidates.filter((speed) => {
    const interval = scrapeIntervalAt({ speed, shorten: (duration) => duration / speed });
    return rangeMs / speed >= fewestScrapes * interval;
  });
  return Math.max(1, ...allowed);
}

function lookbacksOf({ ConfigMap, MetricTemplate, Canary }: PacedObjects): readonly Lookback[] {
  return [
    ...ConfigMap.filter(isAdapterConfig).flatMap((object) => {
      const { rules = [], externalRules = [] } = readAdapterRules(object).rules;
      return [...rules, ...externalRules].flatMap((rule) => {
        const objects = { resource: 'pod', names: ['any'] };
        const { expression } = composeAdapterQuery(rule, { namespace: 'any', objects });
        const of = `the query of ${metricNameOf(rule) ?? rule.seriesQuery} (ConfigMap ${object.metadata.name})`;
        return lookbacksIn(expression, of);
      });
    }),
    ...MetricTemplate.flatMap(({ metadata, spec }) =>
      lookbacksIn(withoutPlaceholders(spec.query), `the query of MetricTemplate ${metadata.name}`),
    ),
    ...Canary.flatMap(({ metadata, spec }) =>
      (spec.analysis?.metrics ?? []).flatMap(({ name, interval }) => {
        const rangeMs = parseDurationMs(interval ?? '');
        return rangeMs === undefined ? [] : [{ of: `metric ${name} of Canary ${metadata.name}`, rangeMs }];
      }),
    ),
  ];
}

/** Flagger's: the interval is a Canary's own, and looked at there. */
function withoutPlaceholders(query: string): string {
  return query.replaceAll(/\{\{\s*interval\s*\}\}/g, '1y').replaceAll(/\{\{[^}]*\}\}/g, 'any');
}

function lookbacksIn(query: string, of: string): readonly Lookback[] {
  return parsed(query)
    .flatMap(rangesOf)
    .flatMap(({ range }) => (range.kind === 'literal' ? [{ of, rangeMs: range.seconds * 1_000 }] : []));
}

/** What does not parse fails when it is asked, and says so there. */
function parsed(query: string): readonly Expression[] {
  try {
    return [parseQuery(query)];
  } catch (error) {
    if (error instanceof PromqlError) return [];
    throw error;
  }
}
