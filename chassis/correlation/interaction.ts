import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from '../time/index.ts';
import type { Span } from '../tracing/span.ts';
import type { TraceContext } from '../tracing/trace-context.ts';

/** Context of the message (request or event) being handled. */
export interface Interaction {
  /** The customer interaction that the message belongs to. */
  readonly correlationId: string;
  /** Id of the message being handled; it becomes the causation id of every message that its handling sends. */
  readonly messageId: string;
  readonly trace?: TraceContext;
  /** Span of the handling if its trace is recorded; its context is `trace`. */
  readonly span?: Span;
  /** When the caller stops waiting; absent in background work. */
  readonly deadline?: Deadline;
  /** The caller's bearer token, forwarded to services that verify it again. */
  readonly authorization?: string;
}

const storage = new AsyncLocalStorage<Interaction>();

/** The interaction of the current asynchronous call, if any. */
export function currentInteraction(): Interaction | undefined {
  return storage.getStore();
}

/** Runs `work` as the handling of one message. */
export function withInteraction<Result>(interaction: Interaction, work: () => Result): Result {
  return storage.run(interaction, work);
}
