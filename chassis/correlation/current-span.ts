import { AsyncLocalStorage } from 'node:async_hooks';
import { messageOf } from '../errors/index.ts';
import type { Tracer } from '../tracing/create-tracer.ts';
import type { Span, SpanOptions } from '../tracing/span.ts';
import { currentInteraction, withInteraction } from './interaction.ts';

const tracers = new AsyncLocalStorage<Tracer>();

/** Runs `work` with a tracer for interactions that have no span yet, such as a worker's events and saga steps. */
export function withTracer<Result>(tracer: Tracer | undefined, work: () => Result): Result {
  return tracer === undefined ? work() : tracers.run(tracer, work);
}

/** The span of the message being handled; undefined if its trace is not recorded. */
export function currentSpan(): Span | undefined {
  return currentInteraction()?.span;
}

/**
 * Runs `work` in a child span of the current one, which is the interaction's span meanwhile. If the trace is not
 * recorded, `work` runs without a span. An error marks the span as failed and is rethrown.
 * @example await inSpan('saga step authorize', {}, () => authorize(order));
 */
export async function inSpan<Result>(
  name: string,
  options: SpanOptions,
  work: (span: Span | undefined) => Promise<Result>,
): Promise<Result> {
  const interaction = currentInteraction();
  if (interaction === undefined) return work(undefined);
  const span =
    interaction.span?.startChild(name, options) ??
    tracers.getStore()?.startSpan(name, {
      ...options,
      parent: interaction.trace,
      attributes: { 'correlation.id': interaction.correlationId, ...options.attributes },
    });
  if (span === undefined) return work(undefined);
  try {
    return await withInteraction({ ...interaction, trace: span.context, span }, () => work(span));
  } catch (error) {
    span.fail(messageOf(error));
    throw error;
  } finally {
    span.end();
  }
}
