import { evaluateInstant, evaluateRange, Labels, type MatrixSeries, PromqlError } from '@petstore/promql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateExpression } from './generate-expression.ts';
import { asQueryable, createSampleSet, sampleStartMs, toOpenMetrics } from './generate-samples.ts';
import {
  installedPrometheus,
  type PrometheusAnswer,
  type RealPrometheus,
  startRealPrometheus,
} from './real-prometheus.ts';

const version = installedPrometheus();
const samples = createSampleSet(20_261_122);
const expressions = 300;
const firstSeed = 1;
const tolerance = 1e-9;
/** 7 s after a multiple of 30 s. */
const startMs = sampleStartMs + 1_800_000 + 7_000;
const range = { startMs, endMs: startMs + 2_700_000, stepMs: 300_000 };

type Points = ReadonlyMap<string, ReadonlyMap<number, number>>;

describe.skipIf(version === undefined)(
  `our PromQL and the installed Prometheus${version === undefined ? ' (skipped: prometheus and promtool are not installed)' : ` ${version}`}`,
  () => {
    let prometheus: RealPrometheus;
    const store = asQueryable(samples);

    beforeAll(async () => {
      prometheus = await startRealPrometheus(toOpenMetrics(samples));
    });
    afterAll(() => prometheus?.stop());

    it(`answer ${expressions} generated range queries alike to ${tolerance}`, async () => {
      const differences: string[] = [];
      let answered = 0;
      for (let seed = firstSeed; seed < firstSeed + expressions; seed++) {
        const query = generateExpression(seed);
        const answer = await prometheus.query('query_range', {
          query,
          start: String(range.startMs / 1000),
          end: String(range.endMs / 1000),
          step: String(range.stepMs / 1000),
        });
        const ours = attempt(() => fromMatrix(evaluateRange(query, store, range).value));
        const difference = compare(ours, answer);
        if (difference !== undefined) differences.push(`seed ${seed}: ${query}\n  ${difference}`);
        else if (typeof ours !== 'string' && ours.size > 0) answered++;
      }
      expect(differences).toEqual([]);
      expect(answered).toBeGreaterThan(expressions / 2);
    });

    it('give equal results for instant queries', async () => {
      const differences: string[] = [];
      for (let seed = 5_001; seed < 5_061; seed++) {
        const query = generateExpression(seed);
        const timeMs = startMs + 60_000;
        const answer = await prometheus.query('query', { query, time: String(timeMs / 1000) });
        const ours = attempt(() => {
          const { value } = evaluateInstant(query, store, { timeMs });
          const vector = value.kind === 'vector' ? value.samples : [];
          return new Map(
            vector.map((sample) => [sample.labels.key, new Map([[timeMs, sample.value]])] as const),
          );
        });
        const difference = compare(ours, answer);
        if (difference !== undefined) differences.push(`seed ${seed}: ${query}\n  ${difference}`);
      }
      expect(differences).toEqual([]);
    });
  },
);

function attempt(evaluate: () => Points): Points | string {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof PromqlError) return error.message;
    throw error;
  }
}

function fromMatrix(value: ReturnType<typeof evaluateRange>['value']): Points {
  const series: readonly MatrixSeries[] = value.kind === 'matrix' ? value.series : [];
  return new Map(
    series.map(({ labels, timestamps, values }) => [
      labels.key,
      new Map([...timestamps].map((timeMs, index) => [timeMs, values[index] ?? Number.NaN])),
    ]),
  );
}

/** Describes the differences; two failures count as equal. */
function compare(ours: Points | string, answer: PrometheusAnswer): string | undefined {
  if (typeof ours === 'string' || answer.data === undefined) {
    const bothFail = typeof ours === 'string' && answer.data === undefined;
    return bothFail
      ? undefined
      : `ours: ${typeof ours === 'string' ? ours : 'a result'}; theirs: ${answer.error ?? 'a result'}`;
  }
  const theirs = new Map(
    answer.data.result.map(({ metric, values, value }) => [
      Labels.of(metric).key,
      new Map(
        (values ?? (value ? [value] : [])).map(([time, text]) => [Math.round(time * 1000), numberOf(text)]),
      ),
    ]),
  );
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [one, other] = [ours.get(key), theirs.get(key)];
    if (one === undefined || other === undefined)
      return `series ${JSON.stringify(key)} is only in ${one ? 'ours' : 'theirs'}`;
    for (const time of new Set([...one.keys(), ...other.keys()]))
      if (!isClose(one.get(time), other.get(time)))
        return `${JSON.stringify(key)} at ${time}: ours ${one.get(time)}, theirs ${other.get(time)}`;
  }
  return undefined;
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

function isClose(one: number | undefined, other: number | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  if (Object.is(one, other) || one === other) return true;
  return Math.abs(one - other) <= tolerance * Math.max(1, Math.abs(one), Math.abs(other));
}
