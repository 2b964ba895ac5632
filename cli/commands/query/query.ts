import { PromqlError, parseQuery } from '@petstore/promql';
import { cliErrors } from '../../errors.ts';
import { createControlClient, requireStatus } from '../../system/control-client.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { askMetrics, type MetricsQuestion } from './ask-metrics.ts';
import { renderQuery } from './render-query.ts';

const indent = '  ';

export interface QueryOptions extends SystemOptions {
  /** Milliseconds, as `step`. */
  readonly range?: number;
  readonly step?: number;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly chart?: boolean;
  readonly table?: boolean;
}

/** Points of a range without `--step`: two per character of a chart of 90 columns. */
const pointsOfRange = 180;
const leastStepMs = 1_000;

/** Evaluates a PromQL expression over the scraped metrics. */
export async function query(expression: string, options: QueryOptions, terminal: Terminal): Promise<number> {
  check(expression, options);
  const { range, step, at: atMs = Date.now() } = options;
  const origin = await originOf(options);
  const question: MetricsQuestion = { origin, expression, atMs, range: rangeOf(range, step) };
  const { data, warnings, infos } = await askMetrics(question);
  terminal.document({ data, warnings, infos });
  for (const warning of warnings) terminal.note(terminal.paint('warning', `warning: ${warning}`));
  for (const info of infos) terminal.note(terminal.paint('faint', `info: ${info}`));
  if (terminal.isJson) return 0;
  const isTerminal = Number.isFinite(terminal.columns);
  const hasChart = options.table !== true && (options.chart === true || isTerminal);
  terminal.say(renderQuery(data, { terminal, hasChart, startMs: atMs - (range ?? 0), endMs: atMs }));
  return 0;
}

/** Checks the expression locally, so that a syntax error is reported with its position and without a request. */
function check(expression: string, { range, step }: QueryOptions): void {
  if (range === undefined && step !== undefined)
    throw cliErrors.create('usage-invalid', {
      message: '--step is the interval between the points of a range: add --range.',
    });
  try {
    parseQuery(expression);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    const { span } = error;
    throw cliErrors.create('query-invalid', {
      message: describeQueryProblem(expression, error),
      details: span === undefined ? {} : { line: span.line, column: span.column },
    });
  }
}

function rangeOf(lengthMs: number | undefined, stepMs: number | undefined): MetricsQuestion['range'] {
  if (lengthMs === undefined) return null;
  const wanted = Math.ceil(lengthMs / pointsOfRange / leastStepMs) * leastStepMs;
  return { lengthMs, stepMs: stepMs ?? Math.max(leastStepMs, wanted) };
}

async function originOf(options: SystemOptions): Promise<string> {
  const control = createControlClient(options.portOffset);
  const { telemetry } = await requireStatus(control, options).finally(() => control.close());
  return `http://127.0.0.1:${telemetry.prometheusPort}`;
}

/** The error message, followed by the affected line with its position underlined. */
export function describeQueryProblem(expression: string, { message, span }: PromqlError): string {
  if (span === undefined) return message;
  const line = expression.split('\n')[span.line - 1] ?? '';
  // Tabs are kept, so that the underline is aligned.
  const before = [...line.slice(0, span.column - 1)]
    .map((character) => (character === '\t' ? '\t' : ' '))
    .join('');
  const length = Math.max(1, Math.min(span.end - span.start, line.length - span.column + 1));
  return `${message}\n\n${indent}${line}\n${indent}${before}${'^'.repeat(length)}`;
}
