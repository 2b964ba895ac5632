import { PromqlError, type PromqlErrorKind, parseQuery, prettifyExpression } from '@petstore/promql';
import type { QueryRequest } from '../querying/query-messages.ts';
import type { QueryOutcome, QueryPool } from '../querying/query-pool.ts';
import { QueryFailed } from '../querying/query-thread.ts';
import { ApiFailure, type ErrorType } from './api-failure.ts';
import { type ApiAnswer, type ApiRequest, type ApiRoute, readOrForm } from './api-route.ts';
import type { Parameters } from './read-parameters.ts';

interface QuerySources {
  readonly queries: Pick<QueryPool, 'run'>;
  readonly now: () => number;
}

/** As `--query.timeout` of Prometheus. */
const longestQueryMs = 120_000;
const mostPoints = 11_000;

/** Expressions, at one time or over a range. */
export function queryRoutes({ queries, now }: QuerySources): Readonly<Record<string, ApiRoute>> {
  const answer = async (request: ApiRequest, asked: QueryRequest): Promise<ApiAnswer> => {
    const outcome = await queries.run(asked, request.signal).catch((error: unknown) => {
      throw failureOf(error);
    });
    return answerOf(outcome, request.parameters);
  };
  return {
    query: {
      methods: readOrForm,
      answer(request) {
        const { parameters } = request;
        const timeMs = parameters.time('time', now());
        return answer(request, { kind: 'instant', timeMs, ...expressionOf(parameters) });
      },
    },
    query_range: {
      methods: readOrForm,
      answer(request) {
        const steps = stepsOf(request.parameters);
        return answer(request, { kind: 'range', ...steps, ...expressionOf(request.parameters) });
      },
    },
  };
}

function expressionOf(parameters: Parameters): Pick<QueryRequest, 'query' | 'options'> {
  const wantedMs = parameters.duration('timeout') ?? longestQueryMs;
  const lookbackDeltaMs = parameters.duration('lookback_delta') ?? undefined;
  if (lookbackDeltaMs !== undefined && lookbackDeltaMs <= 0)
    throw ApiFailure.parameter('lookback_delta', 'the lookback must be positive');
  const timeoutMs = Math.max(1, Math.min(wantedMs, longestQueryMs));
  return {
    query: parameters.text('query'),
    options: { timeoutMs, lookbackDeltaMs, mostSeries: parameters.limit() },
  };
}

function stepsOf(parameters: Parameters): { startMs: number; endMs: number; stepMs: number } {
  const startMs = parameters.requiredTime('start');
  const endMs = parameters.requiredTime('end');
  if (endMs < startMs) throw ApiFailure.parameter('end', 'end timestamp must not be before start time');
  const stepMs = parameters.duration('step');
  if (stepMs === null) throw ApiFailure.parameter('step', 'cannot parse "" to a valid duration');
  if (stepMs < 1)
    throw ApiFailure.parameter(
      'step',
      'zero or negative query resolution step widths are not accepted. Try a positive integer',
    );
  if (Math.floor((endMs - startMs) / stepMs) > mostPoints)
    throw new ApiFailure(
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    );
  return { startMs, endMs, stepMs: Math.trunc(stepMs) };
}

const typeOf: Readonly<Record<PromqlErrorKind | 'bug', ErrorType>> = {
  parse: 'bad_data',
  execution: 'execution',
  limit: 'execution',
  timeout: 'timeout',
  canceled: 'canceled',
  bug: 'internal',
};

function failureOf(error: unknown): unknown {
  if (!(error instanceof QueryFailed)) return error;
  const { kind, message } = error.failure;
  if (kind === 'parse') return new ApiFailure('bad_data', `invalid parameter "query": ${message}`);
  return new ApiFailure(typeOf[kind], message);
}

function answerOf({ answer, waitedMs }: QueryOutcome, parameters: Parameters): ApiAnswer {
  const { data, warnings, infos } = answer;
  const stats =
    parameters.text('stats') === '' ? '' : `,"stats":${JSON.stringify(statsOf(answer, waitedMs))}`;
  return { json: `${data}${stats}}`, warnings, infos };
}

/** What is not measured apart is part of the evaluation. */
function statsOf({ evaluationMs, samples }: QueryOutcome['answer'], waitedMs: number) {
  const evaluation = evaluationMs / 1_000;
  const waited = waitedMs / 1_000;
  return {
    timings: {
      evalTotalTime: evaluation,
      resultSortingTime: 0,
      queryPreparationTime: 0,
      innerEvalTime: evaluation,
      execQueueTime: waited,
      execTotalTime: evaluation + waited,
    },
    samples: { totalQueryableSamples: samples, peakSamples: samples },
  };
}

/** Lays an expression out, over several lines where it is long. */
export function formatRoutes(): Readonly<Record<string, ApiRoute>> {
  return {
    format_query: {
      methods: readOrForm,
      answer: ({ parameters }) => ({ data: formatted(parameters.text('query')) }),
    },
  };
}

function formatted(query: string): string {
  try {
    return prettifyExpression(parseQuery(query, { experimental: true }));
  } catch (error) {
    if (error instanceof PromqlError) throw ApiFailure.parameter('query', error.message);
    throw error;
  }
}
