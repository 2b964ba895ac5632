import type { IncomingMessage } from 'node:http';
import { parseTimestamp } from '@petstore/chassis/time';
import { ApiFailure } from './api-failure.ts';

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const duration = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const unitsMs = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];

/** Beyond it a time means nothing to anybody. */
const furthestMs = 9_223_372_036_854;

/** As Go limits a form. */
const mostBodyBytes = 10 * 1024 * 1024;
const formType = 'application/x-www-form-urlencoded';

/** The parameters of a request, from its target and its form; the form's come first. */
export class Parameters {
  readonly #values: URLSearchParams;

  constructor(values: URLSearchParams) {
    this.#values = values;
  }

  /** The first one of that name; `''` when there is none. */
  text(name: string): string {
    return this.#values.get(name) ?? '';
  }

  list(name: string): readonly string[] {
    return this.#values.getAll(name);
  }

  /** Milliseconds since the epoch; the alternative when there is none. */
  time(name: string, otherwise: number): number {
    const written = this.text(name);
    if (written === '') return otherwise;
    const time = parseTime(written);
    if (time === null)
      throw ApiFailure.parameter(name, `cannot parse ${JSON.stringify(written)} to a valid timestamp`);
    return time;
  }

  /** Like `time`, where there must be one. */
  requiredTime(name: string): number {
    const time = this.time(name, Number.NaN);
    if (Number.isNaN(time)) throw ApiFailure.parameter(name, 'cannot parse "" to a valid timestamp');
    return time;
  }

  /** Milliseconds; `null` when there is none. */
  duration(name: string): number | null {
    const written = this.text(name);
    if (written === '') return null;
    const duration = parseDuration(written);
    if (duration !== null) return duration;
    throw ApiFailure.parameter(name, `cannot parse ${JSON.stringify(written)} to a valid duration`);
  }

  /** A number of things from 0 on; 0, for all of them, when there is none. */
  limit(name = 'limit'): number {
    const written = this.text(name);
    if (written === '') return 0;
    if (!/^[+-]?\d{1,15}$/.test(written))
      throw ApiFailure.parameter(name, `cannot parse ${JSON.stringify(written)} to a whole number`);
    if (Number(written) < 0) throw ApiFailure.parameter(name, 'limit must be non-negative');
    return Number(written);
  }
}

export async function readParameters(
  request: IncomingMessage,
  ofTarget: URLSearchParams,
): Promise<Parameters> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (request.method !== 'POST' || mediaType !== formType) return new Parameters(ofTarget);
  const values = new URLSearchParams(await readBody(request));
  for (const [name, value] of ofTarget) values.append(name, value);
  return new Parameters(values);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > mostBodyBytes) throw new ApiFailure('bad_data', 'the form is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Seconds since the epoch, or RFC 3339, in milliseconds; `null` when it is neither. */
export function parseTime(written: string): number | null {
  if (!decimal.test(written)) return parseTimestamp(written);
  const time = Math.round(Number(written) * 1_000);
  return Math.abs(time) <= furthestMs * 1_000 ? time : null;
}

/** Seconds, or Prometheus' `1h30m`, in milliseconds; `null` when it is neither. */
export function parseDuration(written: string): number | null {
  if (decimal.test(written)) {
    const length = Number(written) * 1_000;
    return Math.abs(length) <= furthestMs ? length : null;
  }
  const parts = duration.exec(written);
  if (parts === null || written === '') return null;
  const length = unitsMs.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
  return length <= furthestMs ? length : null;
}
