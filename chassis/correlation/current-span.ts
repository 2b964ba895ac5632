import { AsyncLocalStorage } from 'node:async_hooks';
import { messageOf } from '../errors/index.ts';
import type { Tracer } from '../tracing/create-tracer.ts';
import type { Span, SpanOptions } from '../tracing/span.ts';
import { currentInteraction, withInteraction } from './interaction.ts';

const tracers = new AsyncLocalStorage<Tracer>();

/** Runs `work`, and what it starts, with a tracer for the interactions that it opens itself: a worker's events and steps. */
export function withTracer<Result>(tracer: Tracer | undefined, work: () => Result): Result {
  return tracer === undefined ? work() : tracers.run(tracer, work);
}

/** The span of the message that is being handled, where its trace is recorded. */
export function currentSpan(): Span | undefined {
  return currentInteraction()?.span;
}

/**
 * Runs `work` as a span below the current one, and as the current interaction's span while it runs. Where the trace is not recorded
 * `work` runs as it is. What it throws marks the span as failed and goes on to the caller.
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
