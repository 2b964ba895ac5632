import { type Clock, parseTimestamp } from '@petstore/chassis/time';
import type { Stored, WrittenObject } from '../objects/api-object.ts';
import type { RecordEvent, RecordedEvent } from '../objects/event-recording.ts';
import { nodeName } from '../objects/node-capacity.ts';
import { timestampAt } from '../objects/timestamp.ts';
import { keyOf, type ObjectKey } from '../store/object-key.ts';
import type { ObjectStore } from '../store/object-store.ts';

interface EventRecorderOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
}

/** Writes what happened to objects as Events, and deletes them when they are an hour old. */
export interface EventRecorder {
  readonly recordEvent: RecordEvent;
  start(): void;
  stop(): Promise<void>;
}

/** As kube-apiserver's `--event-ttl`. */
const keptMs = 3_600_000;
/** Old Events are looked for at most this often. */
const shortestWaitMs = 60_000;
export const mostEvents = 1_000;

/** From as many different messages about the same within as long, they become one Event. */
const mostSimilar = 10;
const similarWithinMs = 600_000;

export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const recorder = new Recorder(options);
  return {
    recordEvent: (event) => recorder.record(event),
    start: () => recorder.start(),
    stop: () => recorder.stop(),
  };
}

interface Similar {
  readonly messages: Set<string>;
  lastMs: number;
}

/**
 * Counts what happens again instead of writing it again, as the correlator of Kubernetes' controllers does; its limit
 * of Events an object is left out, because the number of all Events is limited here.
 * https://github.com/kubernetes/client-go/blob/v0.33.0/tools/record/events_cache.go
 */
class Recorder {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #stopping = new AbortController();
  /** The Event that counts what has this key. */
  readonly #counted = new Map<string, ObjectKey<'Event'>>();
  readonly #similar = new Map<string, Similar>();
  #running: Promise<void> = Promise.resolve();
  #sequence = 0n;

  constructor({ store, clock }: EventRecorderOptions) {
    this.#store = store;
    this.#clock = clock;
  }

  start(): void {
    this.#running = this.#deleteOld();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  record(event: RecordedEvent): void {
    const namespace = event.object.metadata.namespace ?? 'default';
    // Nothing new is let into a namespace that is being deleted, and nobody would read it.
    if (this.#store.get({ kind: 'Namespace', name: namespace })?.metadata.deletionTimestamp !== undefined)
      return;
    const { key, message } = this.#correlate(event);
    const nowText = timestampAt(this.#clock.now());
    const counted = this.#counted.get(key);
    const again =
      counted &&
      this.#store.edit(counted, (current) => ({
        ...current,
        message,
        involvedObject: referenceTo(event),
        count: current.count + 1,
        lastTimestamp: nowText,
      }));
    if (again !== undefined) return;
    const written = this.#store.create(this.#compose(event, message, namespace));
    this.#counted.set(key, keyOf(written));
    this.#forgetBeyond();
  }

  /** Which Event counts it: one of the same words, or of all words that are too many. */
  #correlate(event: RecordedEvent): { readonly key: string; readonly message: string } {
    const nowMs = this.#clock.now();
    const { kind, metadata } = event.object;
    const subject = [event.component, kind, metadata.uid, event.fieldPath ?? '', event.type, event.reason];
    const key = JSON.stringify(subject);
    const known = this.#similar.get(key);
    const similar =
      known === undefined || nowMs - known.lastMs > similarWithinMs
        ? { messages: new Set<string>(), lastMs: nowMs }
        : known;
    similar.messages.add(event.message);
    similar.lastMs = nowMs;
    this.#similar.set(key, similar);
    if (similar.messages.size < mostSimilar)
      return { key: JSON.stringify([...subject, event.message]), message: event.message };
    const [oldest = ''] = similar.messages;
    similar.messages.delete(oldest);
    return { key, message: `(combined from similar events): ${event.message}` };
  }

  #compose(event: RecordedEvent, message: string, namespace: string): WrittenObject & { kind: 'Event' } {
    const nowMs = this.#clock.now();
    const { component, type, reason, object } = event;
    const nowText = timestampAt(nowMs);
    this.#sequence += 1n;
    // Nanoseconds in Kubernetes; the last digits tell apart what happens in the same millisecond.
    const suffix = (BigInt(nowMs) * 1_000_000n + (this.#sequence % 1_000_000n)).toString(16);
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: `${object.metadata.name}.${suffix}`, namespace },
      involvedObject: referenceTo(event),
      type,
      reason,
      message,
      source: { component, ...(component === 'kubelet' ? { host: nodeName } : {}) },
      reportingComponent: component,
      reportingInstance: component === 'kubelet' ? nodeName : '',
      firstTimestamp: nowText,
      lastTimestamp: nowText,
      eventTime: null,
      count: 1,
    };
  }

  #forgetBeyond(): void {
    const events = this.#store.list('Event');
    if (events.length <= mostEvents) return;
    const [oldest] = events.toSorted((one, other) => lastMsOf(one) - lastMsOf(other));
    if (oldest !== undefined) this.#store.remove(keyOf(oldest));
  }

  /** Also those that a client wrote. Waits for the next one to become old: what comes meanwhile is younger. */
  async #deleteOld(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const nowMs = this.#clock.now();
      let nextMs = nowMs + keptMs;
      for (const event of this.#store.list('Event')) {
        const endMs = lastMsOf(event) + keptMs;
        if (endMs <= nowMs) this.#store.remove(keyOf(event));
        else nextMs = Math.min(nextMs, endMs);
      }
      this.#forgetOld(nowMs);
      await this.#clock.wait(Math.max(nextMs - nowMs, shortestWaitMs), signal);
    }
  }

  #forgetOld(nowMs: number): void {
    for (const [key, event] of this.#counted)
      if (this.#store.get(event) === undefined) this.#counted.delete(key);
    for (const [key, { lastMs }] of this.#similar)
      if (nowMs - lastMs > similarWithinMs) this.#similar.delete(key);
  }
}

function referenceTo({ object, fieldPath }: RecordedEvent) {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    name,
    uid,
    resourceVersion,
    ...(namespace === undefined ? {} : { namespace }),
    ...(fieldPath === undefined ? {} : { fieldPath }),
  };
}

function lastMsOf({ lastTimestamp, metadata }: Stored<'Event'>): number {
  return parseTimestamp(lastTimestamp ?? '') ?? parseTimestamp(metadata.creationTimestamp) ?? 0;
}
