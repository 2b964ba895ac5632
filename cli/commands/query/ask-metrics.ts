import { cliErrors } from '../../errors.ts';
import { createJsonClient } from '../../system/json-client.ts';
import type { QueryAnswer, QueryData } from './query-data.ts';

export interface MetricsQuestion {
  readonly origin: string;
  readonly expression: string;
  /** Evaluation time, or the end of the range, in milliseconds since the epoch. */
  readonly atMs: number;
  readonly range: { readonly lengthMs: number; readonly stepMs: number } | null;
}

interface Reply {
  readonly data?: QueryData;
  readonly warnings?: readonly string[];
  readonly infos?: readonly string[];
  readonly error?: string;
  readonly errorType?: string;
}

const answerWithinMs = 125_000;
const codes: Readonly<Record<string, 'query-invalid' | 'query-timeout'>> = {
  bad_data: 'query-invalid',
  execution: 'query-invalid',
  timeout: 'query-timeout',
};

/**
 * Evaluates an expression through the Prometheus API of a running system. Throws `query-invalid`, `query-timeout` or
 * `query-failed`.
 */
export async function askMetrics({ origin, expression, atMs, range }: MetricsQuestion): Promise<QueryAnswer> {
  const client = createJsonClient({ origin });
  const times =
    range === null
      ? { time: atMs / 1_000 }
      : { start: (atMs - range.lengthMs) / 1_000, end: atMs / 1_000, step: range.stepMs / 1_000 };
  const path = range === null ? '/api/v1/query' : '/api/v1/query_range';
  try {
    const { status, body } = await client.send<Reply>({
      method: 'GET',
      path,
      query: { query: expression, ...times },
      timeoutMs: answerWithinMs,
    });
    if (body.data === undefined) throw refusal(status, body);
    return { data: body.data, warnings: body.warnings ?? [], infos: body.infos ?? [] };
  } finally {
    await client.close();
  }
}

function refusal(status: number, { error, errorType = 'none' }: Reply): Error {
  const message = error ?? `The telemetry process answered ${status}.`;
  return cliErrors.create(codes[errorType] ?? 'query-failed', { message, details: { errorType } });
}
