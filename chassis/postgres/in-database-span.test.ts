import { expect, it } from 'vitest';
import { withInteraction } from '../correlation/index.ts';
import { createTracer, type EndedSpan } from '../tracing/index.ts';
import { inDatabaseSpan } from './in-database-span.ts';

/** The spans of a request that runs two statements. */
async function spansOf(tracesStatements?: boolean): Promise<EndedSpan[]> {
  const spans: EndedSpan[] = [];
  const tracer = createTracer({
    take: (span) => spans.push(span),
    ratio: 1,
    ...(tracesStatements === undefined ? {} : { tracesStatements }),
  });
  const span = tracer.startSpan('GET /pets', { kind: 'server' });
  if (span === undefined) throw new Error('the tracer records nothing');
  await withInteraction({ correlationId: 'c', messageId: 'm', trace: span.context, span }, async () => {
    await inDatabaseSpan('find-pet', async () => undefined);
    await inDatabaseSpan('find-stock', async () => undefined);
  });
  span.end();
  return spans;
}

it('gives a request one span and its statements none', async () => {
  expect((await spansOf()).map(({ name }) => name)).toEqual(['GET /pets']);
});

it('gives statements spans below the request when it is asked to', async () => {
  const [pet, stock, request] = await spansOf(true);
  expect([pet, stock]).toMatchObject(
    ['find-pet', 'find-stock'].map((name) => ({
      name,
      kind: 'client',
      parentSpanId: request?.spanId,
      attributes: { 'db.system.name': 'postgresql' },
    })),
  );
});

it('gives a statement of background work none', async () => {
  await expect(inDatabaseSpan('find-pet', async () => 'rex')).resolves.toBe('rex');
});
