import type { IncomingMessage } from 'node:http';
import { ApiFailure } from './api-failure.ts';
import { parseDuration, parseTime } from './parse-parameter.ts';

/** As Go limits a form. */
const mostBodyBytes = 10 * 1024 * 1024;
const formType = 'application/x-www-form-urlencoded';

/** The parameters of a request, from its URL and its form; the form's come first. */
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

export async function readParameters(request: IncomingMessage, url: URL): Promise<Parameters> {
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (request.method !== 'POST' || mediaType !== formType) return new Parameters(url.searchParams);
  const values = new URLSearchParams(await readBody(request));
  for (const [name, value] of url.searchParams) values.append(name, value);
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
