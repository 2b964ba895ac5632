import { describe, expect, it } from 'vitest';
import { createTracer } from './create-tracer.ts';
import type { EndedSpan } from './span.ts';

const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), flags: '01', state: 'vendor=1' };

function record(ratio = 1) {
  const spans: EndedSpan[] = [];
  let nowMs = 0;
  const now = () => {
    nowMs += 1;
    return nowMs;
  };
  return { spans, tracer: createTracer({ take: (span) => spans.push(span), ratio, now }) };
}

describe('a tracer', () => {
  it("records a child span of the caller's, with its state, attributes, events and end", () => {
    const { spans, tracer } = record();
    const span = tracer.startSpan('GET /pets', { kind: 'server', parent, attributes: { a: 1 } });
    span?.addEvent('retry', { number: 2 });
    span?.setAttribute('b', 'x');
    span?.fail('503');
    span?.end();
    span?.end();
    expect(spans).toEqual([
      {
        traceId: parent.traceId,
        spanId: span?.context.spanId,
        parentSpanId: parent.spanId,
        traceState: 'vendor=1',
        name: 'GET /pets',
        kind: 'server',
        startedAtMs: 1,
        endedAtMs: 3,
        attributes: { a: 1, b: 'x' },
        events: [{ name: 'retry', atMs: 2, attributes: { number: 2 } }],
        droppedEvents: 0,
        failure: '503',
      },
    ]);
  });

  it('records children below their parent', () => {
    const { spans, tracer } = record();
    const span = tracer.startSpan('saga');
    span?.startChild('transaction').end();
    span?.end();
    expect(spans.map(({ name, parentSpanId }) => [name, parentSpanId])).toEqual([
      ['transaction', span?.context.spanId],
      ['saga', undefined],
    ]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });

  it.each([
    ['follows a caller that does not record', 1, { ...parent, flags: '00' }, false],
    ['follows a caller that records, whatever its own ratio', 0, parent, true],
    ['begins a trace at a ratio of one', 1, undefined, true],
    ['begins none at a ratio of zero', 0, undefined, false],
  ])('%s', (_title, ratio, from, isRecorded) => {
    const span = record(ratio).tracer.startSpan('x', { parent: from });
    expect(span !== undefined).toBe(isRecorded);
  });

  it('keeps a bounded number of events and counts the rest', () => {
    const { spans, tracer } = record();
    const span = tracer.startSpan('busy');
    for (let count = 0; count < 100; count += 1) span?.addEvent('again');
    span?.end();
    expect([spans[0]?.events.length, spans[0]?.droppedEvents]).toEqual([64, 36]);
  });
});
