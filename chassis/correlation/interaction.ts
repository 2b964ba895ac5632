import { AsyncLocalStorage } from 'node:async_hooks';
import type { Deadline } from '../time/index.ts';
import type { Span } from '../tracing/span.ts';
import type { TraceContext } from '../tracing/trace-context.ts';

/** What is known of the message (request or event) that is being handled. */
export interface Interaction {
  /** The customer interaction that this message belongs to. */
  readonly correlationId: string;
  /** The message that is being handled; the cause of every message that its handling sends. */
  readonly messageId: string;
  readonly trace?: TraceContext;
  /** The span of the handling, where its trace is recorded; its context is `trace`. */
  readonly span?: Span;
  /** By when the caller needs the answer; absent in background work, which nobody waits for. */
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
