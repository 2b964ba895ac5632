import { describe, expect, it } from 'vitest';
import { createTraceStore } from './create-trace-store.ts';
import type { StoredSpan } from './stored-span.ts';

function spanOf(traceId: string, spanId: string, changes: Partial<StoredSpan> = {}): StoredSpan {
  return {
    traceId,
    spanId,
    parentSpanId: null,
    name: spanId,
    kind: 'internal',
    service: 'web',
    instance: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    durationMs: 1,
    attributes: {},
    events: [],
    failure: null,
    ...changes,
  };
}

const correlated = (id: string) => ({ attributes: { 'correlation.id': id } });
const all = { limit: 100 };

describe('a trace store', () => {
  it('finds traces by id and by the interaction that they belong to, the newest first', () => {
    const store = createTraceStore();
    store.add([spanOf('t1', 'a', correlated('cart-1')), spanOf('t2', 'b', correlated('cart-2'))]);
    store.add([spanOf('t3', 'c', correlated('cart-1')), spanOf('t1', 'd')]);
    const idsOf = (query: object) => store.find({ ...all, ...query }).map(({ traceId }) => traceId);
    expect(idsOf({})).toEqual(['t3', 't2', 't1']);
    expect(idsOf({ correlationId: 'cart-1' })).toEqual(['t3', 't1']);
    expect(idsOf({ correlationId: 'cart-1', traceId: 't1' })).toEqual(['t1']);
    expect(idsOf({ traceId: 't9' })).toEqual([]);
    expect(idsOf({ limit: 1 })).toEqual(['t3']);
    expect(store.find({ ...all, traceId: 't1' })[0]).toMatchObject({ correlationIds: ['cart-1'] });
  });

  it('shows spans in the order of their beginning, whenever they came, each once', () => {
    const store = createTraceStore();
    const early = spanOf('t', 'early', { startedAt: '2026-11-22T09:59:59.000Z' });
    store.add([spanOf('t', 'late'), early, early]);
    expect(store.find(all)[0]?.spans.map(({ name }) => name)).toEqual(['early', 'late']);
    expect(store.counts()).toEqual({ traces: 1, spans: 2, evicted: 0 });
  });

  it('makes room by forgetting the oldest traces as a whole', () => {
    const store = createTraceStore({ mostSpans: 4 });
    store.add([spanOf('t1', 'a', correlated('cart-1')), spanOf('t1', 'b'), spanOf('t2', 'c')]);
    store.add([spanOf('t3', 'd'), spanOf('t3', 'e')]);
    expect(store.find(all).map(({ traceId }) => traceId)).toEqual(['t3', 't2']);
    expect(store.find({ ...all, correlationId: 'cart-1' })).toEqual([]);
    expect(store.counts()).toEqual({ traces: 2, spans: 3, evicted: 2 });
  });

  it('keeps one endless trace from taking all the room', () => {
    const store = createTraceStore({ mostSpans: 100, mostSpansOfTrace: 10 });
    store.add([spanOf('quiet', 'x')]);
    for (let number = 0; number < 1_000; number += 1) store.add([spanOf('endless', `s${number}`)]);
    expect(store.counts()).toEqual({ traces: 2, spans: 11, evicted: 990 });
  });
});
