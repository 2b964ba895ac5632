import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import {
  evaluateInstant,
  evaluateRange,
  type Matcher,
  PromqlError,
  type Queryable,
  type QueryResult,
  type SeriesBlock,
  type TimeRange,
} from '@petstore/promql';
import { ReceivedLabels } from './pack-series.ts';
import type {
  QueryAnswer,
  QueryFailure,
  QueryRequest,
  RunCommand,
  SelectAnswer,
  WorkerReport,
  WorkerSetup,
} from './query-messages.ts';
import { renderResult } from './render-result.ts';

/** Reads the store of the main thread; the worker stands still until it has what it asked for. */
class RemoteSeries implements Queryable {
  samples = 0;
  mostSamples = 0;
  readonly #port: MessagePort;
  readonly #answered: Int32Array;
  readonly #labels = new ReceivedLabels();

  constructor(port: MessagePort, { answered }: WorkerSetup) {
    this.#port = port;
    this.#answered = answered;
  }

  select(matchers: readonly Matcher[], { startMs, endMs }: TimeRange): readonly SeriesBlock[] {
    const mostSamples = this.mostSamples - this.samples;
    const request = {
      matchers: matchers.map(({ name, operator, value }) => ({ name, operator, value })),
      startMs,
      endMs,
      mostSamples,
    };
    this.#port.postMessage({ kind: 'select', request } satisfies WorkerReport);
    Atomics.wait(this.#answered, 0, 0);
    Atomics.store(this.#answered, 0, 0);
    const answer: SelectAnswer | undefined = receiveMessageOnPort(this.#port)?.message;
    if (answer === undefined) throw new Error('The answer to a selection is missing.');
    if ('refused' in answer) throw new PromqlError('limit', answer.refused);
    this.samples += answer.packed.timestamps.length;
    return this.#labels.unpack(answer.packed);
  }
}

function evaluate(request: QueryRequest, series: Queryable, mostSamples: number): QueryResult {
  const { timeoutMs, lookbackDeltaMs } = request.options;
  const lookback = lookbackDeltaMs === undefined ? {} : { lookbackDeltaMs };
  const limits = { timeoutMs, maxSamples: mostSamples, ...lookback };
  if (request.kind === 'instant')
    return evaluateInstant(request.query, series, { ...limits, timeMs: request.timeMs });
  const { startMs, endMs, stepMs } = request;
  return evaluateRange(request.query, series, { ...limits, startMs, endMs, stepMs });
}

function answerTo({ request, mostSamples }: RunCommand, series: RemoteSeries): QueryAnswer {
  series.samples = 0;
  series.mostSamples = mostSamples;
  const startedAt = performance.now();
  const { value, warnings, infos } = evaluate(request, series, mostSamples);
  const evaluationMs = performance.now() - startedAt;
  const { json, isTruncated } = renderResult(value, request.options.mostSeries);
  const more = isTruncated ? ['results truncated due to limit'] : [];
  return { data: json, warnings: [...warnings, ...more], infos, evaluationMs, samples: series.samples };
}

function failureOf(error: unknown): QueryFailure {
  if (error instanceof PromqlError)
    return { kind: error.kind, message: error.message, span: error.span ?? null };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { kind: 'bug', message, span: null };
}

function serve(port: MessagePort, setup: WorkerSetup): void {
  const series = new RemoteSeries(port, setup);
  port.on('message', (command: RunCommand) => {
    const report = (message: WorkerReport) => port.postMessage(message);
    try {
      report({ kind: 'answer', id: command.id, answer: answerTo(command, series) });
    } catch (error) {
      report({ kind: 'failure', id: command.id, failure: failureOf(error) });
    }
  });
}

if (parentPort !== null) serve(parentPort, workerData);
