import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHttpClient, createHttpServer } from '../http/index.ts';
import { createLogger } from '../logging/index.ts';
import { createMetrics } from '../metrics/index.ts';
import { systemClock } from '../time/index.ts';
import { createTracer, type Tracer } from './index.ts';

/*
 * The cases of the W3C's validation suite (https://github.com/w3c/trace-context/tree/main/test, with STRICT_LEVEL=2 and
 * SPEC_LEVEL=2), in our own words and code, counted as the suite counts them, one case a method: 37 of
 * TraceContextTest, 3 of AdvancedTest and 1 of TraceContext2Test make 41, each with all exchanges of the method. As
 * there, the body of a request names the services to call, and the headers of those calls are checked. The suite of
 * June 2026 has level 2's key grammar (`@` anywhere but at the start, 256 characters in all) and accepts duplicate
 * keys; earlier versions treated both as invalid.
 */

type Header = readonly [name: string, value: string];

interface Exchange {
  readonly headers: readonly Header[];
  readonly callCount: number;
  /** The trace of the calls: the caller's, a new one, or either. */
  readonly trace: 'kept' | 'fresh' | 'any';
  /** The `tracestate` of the calls; null for none, undefined for any. */
  readonly state?: string | null;
}

const traceId = '12345678901234567890123456789012';
const spanId = '1234567890123456';
const valid = `00-${traceId}-${spanId}-01`;

const sent = (trace: Exchange['trace'], headers: readonly Header[], callCount = 1): Exchange => ({
  headers,
  callCount,
  trace,
});
const kept = (traceparent: string): Exchange => sent('kept', [['traceparent', traceparent]]);
const fresh = (traceparent: string): Exchange => sent('fresh', [['traceparent', traceparent]]);
/** An exchange with a valid `traceparent` and one header line a value. */
const state = (lines: readonly string[], expected: string | null): Exchange => ({
  ...sent('kept', [['traceparent', valid], ...lines.map((line): Header => ['tracestate', line])]),
  state: expected,
});
const bars = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'))
    .map((number) => `bar${number}=${number}`)
    .join(',');

const everyKeyCharacter = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/';
const everyValueCharacter = Array.from({ length: 95 }, (_, index) => String.fromCharCode(0x20 + index))
  .filter((character) => character !== ',' && character !== '=')
  .join('');

const cases: Readonly<Record<string, readonly Exchange[]>> = {
  'both headers missing': [{ ...sent('any', []), state: null }],
  'traceparent without tracestate': [{ ...kept(valid), state: null }],
  'traceparent twice': [
    sent('fresh', [
      ['traceparent', `00-${traceId.slice(0, -1)}1-${spanId}-01`],
      ['traceparent', valid],
    ]),
  ],
  'traceparent under other names': ['trace-parent', 'trace.parent'].map((name) =>
    sent('fresh', [[name, valid]]),
  ),
  'traceparent in other cases': ['TraceParent', 'TrAcEpArEnT', 'TRACEPARENT'].map((name) =>
    sent('kept', [[name, valid]]),
  ),
  'version 00 with more than it has': [`${valid}.`, `${valid}-what-the-future-will-be-like`].map(fresh),
  'a version to come': [
    kept(`cc-${traceId}-${spanId}-01`),
    kept(`cc-${traceId}-${spanId}-01-what-the-future-will-be-like`),
    fresh(`cc-${traceId}-${spanId}-01.what-the-future-will-be-like`),
  ],
  'version ff': [fresh(`ff-${traceId}-${spanId}-01`)],
  'version with illegal characters': ['.0', '0.'].map((version) =>
    fresh(`${version}-${traceId}-${spanId}-01`),
  ),
  'version too long': ['000', '0000'].map((version) => fresh(`${version}-${traceId}-${spanId}-01`)),
  'version too short': [fresh(`0-${traceId}-${spanId}-01`)],
  'trace id of zeros': [fresh(`00-${'0'.repeat(32)}-${spanId}-01`)],
  'trace id with illegal characters': [`.${traceId.slice(1)}`, `${traceId.slice(0, -1)}.`].map((id) =>
    fresh(`00-${id}-${spanId}-01`),
  ),
  'trace id too long': [fresh(`00-${traceId}3-${spanId}-01`)],
  'trace id too short': [fresh(`00-${traceId.slice(0, -1)}-${spanId}-01`)],
  'parent id of zeros': [fresh(`00-${traceId}-${'0'.repeat(16)}-01`)],
  'parent id with illegal characters': [`.${spanId.slice(1)}`, `${spanId.slice(0, -1)}.`].map((id) =>
    fresh(`00-${traceId}-${id}-01`),
  ),
  'parent id too long': [fresh(`00-${traceId}-${spanId}7-01`)],
  'parent id too short': [fresh(`00-${traceId}-${spanId.slice(0, -1)}-01`)],
  'flags with illegal characters': ['.0', '0.'].map((flags) => fresh(`00-${traceId}-${spanId}-${flags}`)),
  'flags too long': [fresh(`00-${traceId}-${spanId}-001`)],
  'flags too short': [fresh(`00-${traceId}-${spanId}-1`)],
  'traceparent within white space': [
    ` ${valid}`,
    `\t${valid}`,
    `${valid} `,
    `${valid}\t`,
    `\t ${valid} \t`,
  ].map(kept),
  'tracestate without traceparent': ['foo=1', 'foo=1,bar=2'].map((value) => ({
    ...sent('any', [['tracestate', value]]),
    state: null,
  })),
  'both headers': [state(['foo=1,bar=2'], 'foo=1,bar=2')],
  'tracestate under other names': ['trace-state', 'trace.state'].map((name) => ({
    ...sent('kept', [
      ['traceparent', valid],
      [name, 'foo=1'],
    ]),
    state: null,
  })),
  'tracestate in other cases': ['TraceState', 'TrAcEsTaTe', 'TRACESTATE'].map((name) => ({
    ...sent('kept', [
      ['traceparent', valid],
      [name, 'foo=1'],
    ]),
    state: 'foo=1',
  })),
  'empty tracestate': [state([''], null), state(['foo=1', ''], 'foo=1'), state(['', 'foo=1'], 'foo=1')],
  'tracestate in several lines': [
    state(['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'], 'foo=1,bar=2,rojo=1,congo=2,baz=3'),
  ],
  'duplicate keys': [
    state(['foo=1,foo=1'], 'foo=1,foo=1'),
    state(['foo=1,foo=2'], 'foo=1,foo=2'),
    state(['foo=1', 'foo=1'], 'foo=1,foo=1'),
    state(['foo=1', 'foo=2'], 'foo=1,foo=2'),
  ],
  'every character that is allowed': [everyKeyCharacter, `${everyKeyCharacter}@a-z0-9_-*/`]
    .map((key) => `${key}=${everyValueCharacter}`)
    .map((member) => state([member], member)),
  'tracestate within white space': [
    state(['foo=1 \t , \t bar=2, \t baz=3'], 'foo=1,bar=2,baz=3'),
    state(['foo=1\t \t,\t \tbar=2,\t \tbaz=3'], 'foo=1,bar=2,baz=3'),
    ...[' foo=1', '\tfoo=1', 'foo=1 ', 'foo=1\t', '\t foo=1 \t'].map((line) => state([line], 'foo=1')),
  ],
  'keys with illegal characters': ['foo =1', 'FOO=1', 'foo.bar=1'].map((line) => state([line], null)),
  'keys with at signs': [
    ...['foo@=1,bar=2', 'foo@@bar=1,bar=2', 'foo@bar@baz=1,bar=2'].map((line) => state([line], line)),
    state(['@foo=1,bar=2'], null),
  ],
  'number of members': [
    state([bars(1, 10), bars(11, 20), bars(21, 30), bars(31, 32)], bars(1, 32)),
    state([bars(1, 10), bars(11, 20), bars(21, 30), bars(31, 33)], null),
  ],
  'length of keys': [
    ...[
      'z'.repeat(256),
      `${'t'.repeat(241)}@${'v'.repeat(14)}`,
      `${'t'.repeat(242)}@v`,
      `t@${'v'.repeat(15)}`,
    ].map((key) => state(['foo=1', `${key}=1`], `foo=1,${key}=1`)),
    state(['foo=1', `${'z'.repeat(257)}=1`], null),
  ],
  'values with illegal characters': ['foo=bar=baz', 'foo=,bar=3'].map((line) => state([line], null)),
  'several calls below a valid traceparent': [sent('kept', [['traceparent', valid]], 3)],
  'several calls without traceparent': [sent('any', [], 3)],
  'several calls below an invalid traceparent': [
    sent('fresh', [['traceparent', `00-${'0'.repeat(32)}-${spanId}-01`]], 3),
  ],
  'the flag of a random trace id': [kept(`00-${traceId}-${spanId}-02`)],
};

interface SeenCall {
  readonly traceparents: readonly string[];
  readonly tracestates: readonly string[];
}

const opened: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** The target of the calls: it keeps each call's headers by path. */
async function openCallee() {
  const calls = new Map<string, SeenCall>();
  const server = createServer((request, response) => {
    const lines = (wanted: string) =>
      request.rawHeaders.filter(
        (_, index, all) => index % 2 === 1 && all[index - 1]?.toLowerCase() === wanted,
      );
    calls.set(request.url ?? '', { traceparents: lines('traceparent'), tracestates: lines('tracestate') });
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(() => new Promise((resolve) => server.close(resolve)));
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const Told = Type.Array(Type.Object({ url: Type.String(), arguments: Type.Array(Type.Unknown()) }));

/** A service that makes the calls named by a request's body, within the request's trace. */
async function openForwarder(calleeUrl: string, tracer: Tracer | undefined) {
  const common = { metrics: createMetrics(), clock: systemClock };
  const client = createHttpClient({ ...common, service: 'forwarder', peer: 'callee', baseUrl: calleeUrl });
  const server = createHttpServer({
    ...common,
    service: 'forwarder',
    logger: createLogger({ service: 'forwarder', level: 'silent' }),
    recordRequest: () => undefined,
    ...(tracer === undefined ? {} : { tracer }),
  });
  server.post('/', { schema: { body: Told } }, async ({ body }) => {
    for (const { url, arguments: inner } of body)
      await client.send({ method: 'POST', path: new URL(url).pathname, body: inner });
    return {};
  });
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  opened.push(async () => Promise.all([server.close(), client.close()]));
  return url;
}

/** Sends header lines unchanged; an HTTP client would join or refuse some of them. */
function post(url: string, headers: readonly Header[], body: string): Promise<string> {
  const { port, host } = new URL(url);
  const fixed = [`host: ${host}`, 'content-type: application/json', `content-length: ${body.length}`];
  const lines = [...fixed, ...headers.map(([name, value]) => `${name}: ${value}`), 'connection: close'];
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), '127.0.0.1', () =>
      socket.write(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`),
    );
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('end', () => resolve(answer)).on('error', reject);
  });
}

const wellFormed = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

describe.each<[string, Tracer | undefined]>([
  ['records no spans', undefined],
  ['records spans', createTracer({ take: () => undefined, ratio: 1 })],
])('a forwarder that %s', (_kind, tracer) => {
  let callee: Awaited<ReturnType<typeof openCallee>>;
  let forwarder: string;
  beforeAll(async () => {
    callee = await openCallee();
    forwarder = await openForwarder(callee.url, tracer);
  });

  async function callsOf({ headers, callCount }: Exchange): Promise<readonly SeenCall[]> {
    callee.calls.clear();
    const paths = Array.from({ length: callCount }, (_, index) => `/callback/${index}`);
    const told = paths.map((path) => ({ url: `${callee.url}${path}`, arguments: [] }));
    expect(await post(forwarder, headers, JSON.stringify(told))).toMatch(/^HTTP\/1\.1 200 /);
    return paths.map((path) => callee.calls.get(path) ?? { traceparents: [], tracestates: [] });
  }

  it.each(Object.entries(cases))('passes on: %s', async (_name, exchanges) => {
    for (const exchange of exchanges) {
      const calls = await callsOf(exchange);
      const seen = calls.map(({ traceparents, tracestates }) => {
        expect(traceparents).toHaveLength(1);
        const [, trace, span, flags] = wellFormed.exec(traceparents[0] ?? '') ?? [];
        return { trace, span, flags, state: tracestates.length === 0 ? null : tracestates.join(',') };
      });
      expect(new Set(seen.map(({ span }) => span)).size).toBe(exchange.callCount);
      for (const { trace, span, flags, state: passedOn } of seen) {
        expect(trace).toBeDefined();
        expect(span).not.toBe(spanId);
        if (exchange.trace === 'kept') expect(trace).toBe(traceId);
        if (exchange.trace === 'fresh') expect(JSON.stringify(exchange.headers)).not.toContain(trace);
        if (exchange.state !== undefined) expect(passedOn).toBe(exchange.state);
        if (exchange.headers.some(([, value]) => value.endsWith('-02'))) expect(flags).toBe('02');
      }
    }
  });
});

it('stand for all 41 cases of the suite', () => {
  expect(Object.keys(cases)).toHaveLength(41);
});
