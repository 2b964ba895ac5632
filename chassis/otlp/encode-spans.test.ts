import { expect, it } from 'vitest';
import type { EndedSpan } from '../tracing/index.ts';
import { encodeSpans } from './encode-spans.ts';

const span: EndedSpan = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  traceState: undefined,
  name: 'POST',
  kind: 'client',
  startedAtMs: 1_795_000_000_000.25,
  endedAtMs: 1_795_000_000_002.5,
  attributes: { text: 'x', count: 3, ratio: 0.5, isFast: true, absent: undefined },
  events: [{ name: 'retry', atMs: 1_795_000_000_001, attributes: {} }],
  droppedEvents: 0,
  failure: 'no answer',
};

it('writes OTLP JSON: hex ids, nanoseconds and 64-bit integers as text, numbers for kinds', () => {
  const body = JSON.parse(encodeSpans({ 'service.name': 'shop' }, [span]));
  expect(body).toEqual({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
        scopeSpans: [
          {
            scope: { name: '@petstore/chassis' },
            spans: [
              {
                traceId: 'a'.repeat(32),
                spanId: 'b'.repeat(16),
                name: 'POST',
                kind: 3,
                startTimeUnixNano: '1795000000000250000',
                endTimeUnixNano: '1795000000002500000',
                attributes: [
                  { key: 'text', value: { stringValue: 'x' } },
                  { key: 'count', value: { intValue: '3' } },
                  { key: 'ratio', value: { doubleValue: 0.5 } },
                  { key: 'isFast', value: { boolValue: true } },
                ],
                events: [{ timeUnixNano: '1795000000001000000', name: 'retry', attributes: [] }],
                status: { code: 2, message: 'no answer' },
              },
            ],
          },
        ],
      },
    ],
  });
});
