import { describe, expect, it } from 'vitest';
import { decodeSpans, isTraceRequest } from './decode-spans.ts';

const attribute = (key: string, value: object) => ({ key, value });
const written = {
  traceId: 'A'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: 'c'.repeat(16),
  name: 'GET /books',
  kind: 2,
  startTimeUnixNano: '1795000000000250000',
  endTimeUnixNano: '1795000000002500000',
};
const request = (span: object, resource: readonly object[] = []) => ({
  resourceSpans: [{ resource: { attributes: resource }, scopeSpans: [{ spans: [span] }] }],
});

describe('decodeSpans', () => {
  it('reads a span with its origin, times, kind, events and end', () => {
    const resource = [
      attribute('service.name', { stringValue: 'web' }),
      attribute('service.instance.id', { stringValue: 'web-1' }),
    ];
    const event = {
      name: 'retry',
      timeUnixNano: '1795000000001250000',
      attributes: [attribute('n', { intValue: '2' })],
    };
    const span = { ...written, events: [event], status: { code: 2, message: '503' } };
    expect(decodeSpans(request(span, resource))).toEqual({
      refused: 0,
      spans: [
        {
          traceId: 'a'.repeat(32),
          spanId: 'b'.repeat(16),
          parentSpanId: 'c'.repeat(16),
          name: 'GET /books',
          kind: 'server',
          service: 'web',
          instance: 'web-1',
          startedAt: '2026-11-18T11:06:40.000250Z',
          durationMs: 2.25,
          attributes: {},
          events: [{ name: 'retry', afterMs: 1, attributes: { n: 2 } }],
          failure: '503',
        },
      ],
    });
  });

  it.each([
    [{ stringValue: 'x' }, 'x'],
    [{ intValue: '7' }, 7],
    [{ intValue: 7 }, 7],
    [{ doubleValue: 0.5 }, 0.5],
    [{ boolValue: false }, false],
    [{ arrayValue: { values: [{ stringValue: 'a' }, { intValue: '1' }, { kvlistValue: {} }] } }, '[a, 1, …]'],
    [{ stringValue: 'x'.repeat(9_000) }, 'x'.repeat(2_048)],
    [{ doubleValue: 'NaN' }, undefined],
    [{}, undefined],
  ])('reads the value %j', (value, expected) => {
    const { spans } = decodeSpans(request({ ...written, attributes: [attribute('key', value)] }));
    expect(spans[0]?.attributes['key']).toEqual(expected);
  });

  it.each([
    ['no trace id', { traceId: undefined }],
    ['a trace id of zeros', { traceId: '0'.repeat(32) }],
    ['a short trace id', { traceId: 'abc' }],
    ['a span id that is not hexadecimal', { spanId: 'z'.repeat(16) }],
    ['no start', { startTimeUnixNano: undefined }],
    ['an end beyond all years', { endTimeUnixNano: 1e30 }],
    ['a start before all years', { startTimeUnixNano: '-5' }],
  ])('refuses a span with %s, and only that', (_title, changes) => {
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...written, ...changes }, written] }] }] };
    const { spans, refused } = decodeSpans(body);
    expect([spans.length, refused]).toEqual([1, 1]);
  });

  it('keeps bounded numbers of attributes and events', () => {
    const many = Array.from({ length: 1_000 }, (_, index) => attribute(`key-${index}`, { intValue: index }));
    const events = Array.from({ length: 1_000 }, () => ({ name: 'again' }));
    const [span] = decodeSpans(request({ ...written, attributes: many, events })).spans;
    expect(Object.keys(span?.attributes ?? {})).toHaveLength(64);
    expect(span?.events).toHaveLength(64);
  });

  it('walks no value deeper than it shows', () => {
    let value: object = { stringValue: 'core' };
    for (let depth = 0; depth < 100_000; depth += 1) value = { arrayValue: { values: [value] } };
    const [span] = decodeSpans(request({ ...written, attributes: [attribute('deep', value)] })).spans;
    expect(span?.attributes['deep']).toBe('[…]');
  });

  it('has no prototype that a key could poison', () => {
    const attributes = [attribute('__proto__', { stringValue: 'x' })];
    const [span] = decodeSpans(request({ ...written, attributes })).spans;
    expect(Object.keys(span?.attributes ?? {})).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
});

it.each([
  [{}, true],
  [{ resourceSpans: [] }, true],
  [{ resourceSpans: 'x' }, false],
  [[], false],
  ['text', false],
  [null, false],
])('takes %j for a trace request: %s', (body, expected) => {
  expect(isTraceRequest(body)).toBe(expected);
});
