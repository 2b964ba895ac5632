import type { Clock } from '@petstore/chassis/time';
import { groupVersionOf } from '../discovery/index.ts';
import { apiErrors } from '../errors.ts';
import type { Stored } from '../objects/api-object.ts';
import type { ObjectChange } from '../store/object-store.ts';
import { renderTable } from '../tables/index.ts';
import type { TableOptions } from '../tables/render-table.ts';
import { streamed } from './answer.ts';
import { isTrue, type ObjectCall, type ServedCluster } from './api-call.ts';
import { LineStream } from './line-stream.ts';
import { tableOptionsOf } from './read-objects.ts';
import { selectorOf } from './select-objects.ts';
import { statusOfError } from './status-of-error.ts';

const bookmarkEveryMs = 60_000;
/** A client that names no time watches between once and twice as long, so that not all come back at once. */
const watchForMs = 30 * 60_000;

/**
 * Tells a client of each change of the objects that it selects, until it goes, its time is over or it does not keep up.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
export function watchObjects(call: ObjectCall, cluster: ServedCluster): typeof streamed {
  const { query, response } = call;
  const { store, clock } = cluster;
  const matches = selectorOf(call);
  const timeoutMs = durationOf(query);
  const begin = beginningOf(query);
  const events = new EventStream(call, tableOptionsOf(call, clock.now()), clock);
  try {
    for (const change of begin.version === null ? [] : store.changesSince(call.kind, begin.version))
      events.tell(change, matches);
  } catch (error) {
    events.fail(error);
    return streamed;
  }
  if (begin.withCurrent) {
    for (const object of store.list(call.kind, call.target.namespace))
      events.tell({ type: 'ADDED', object: object as Stored, previous: null }, matches);
  }
  if (begin.endsWithBookmark) events.bookmark(store.resourceVersion, true);
  events.begun();
  const unwatch = store.watch((change) => events.tell(change, matches));
  const ended = new AbortController();
  response.once('close', () => {
    unwatch();
    ended.abort();
  });
  const hasBookmarks = isTrue(query, 'allowWatchBookmarks');
  if (hasBookmarks) void keepBookmarked(events, cluster, ended.signal);
  void clock.wait(timeoutMs, ended.signal).then(() => {
    if (ended.signal.aborted) return;
    if (hasBookmarks) events.bookmark(store.resourceVersion);
    response.end();
  });
  return streamed;
}

/** So that a client that has seen nothing for long need not list again when it comes back. */
async function keepBookmarked(events: EventStream, { store, clock }: ServedCluster, signal: AbortSignal) {
  for (;;) {
    await clock.wait(bookmarkEveryMs, signal);
    if (signal.aborted) return;
    events.bookmark(store.resourceVersion);
  }
}

interface Beginning {
  /** The changes after it come first; null where there is nothing to catch up with. */
  readonly version: string | null;
  readonly withCurrent: boolean;
  readonly endsWithBookmark: boolean;
}

function beginningOf(query: URLSearchParams): Beginning {
  const version = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(version))
    throw apiErrors.create('request-invalid', {
      message: `Invalid value: ${JSON.stringify(version)}: resourceVersion`,
    });
  if (isTrue(query, 'sendInitialEvents')) return { version: null, withCurrent: true, endsWithBookmark: true };
  const isAny = version === '' || version === '0';
  return { version: isAny ? null : version, withCurrent: isAny, endsWithBookmark: false };
}

function durationOf(query: URLSearchParams): number {
  const seconds = Number(query.get('timeoutSeconds') ?? '0');
  if (!Number.isInteger(seconds) || seconds < 0)
    throw apiErrors.create('request-invalid', { message: 'timeoutSeconds must be a whole number' });
  return seconds === 0 ? watchForMs * (1 + Math.random()) : seconds * 1000;
}

/** The events of one watch, each an object or a Table with one row. */
class EventStream {
  readonly #call: ObjectCall;
  readonly #lines: LineStream;
  readonly #clock: Clock;
  #table: TableOptions | null;

  constructor(call: ObjectCall, table: TableOptions | null, clock: Clock) {
    this.#call = call;
    this.#table = table;
    this.#clock = clock;
    this.#lines = new LineStream(call.response, 'application/json');
  }

  tell(change: ObjectChange, matches: (object: Stored) => boolean): void {
    const event = eventOf(change, matches);
    if (event === null) return;
    const { type, object } = event;
    this.#send(type, this.#rendered([object], object.metadata.resourceVersion, object));
  }

  bookmark(resourceVersion: string, isEndOfInitial = false): void {
    const { kind, resource } = this.#call;
    const annotations = { 'k8s.io/initial-events-end': 'true' };
    const metadata = { resourceVersion, ...(isEndOfInitial ? { annotations } : {}) };
    const object = { kind, apiVersion: groupVersionOf(resource.group, resource.version), metadata };
    this.#send('BOOKMARK', this.#table === null ? object : this.#rendered([], resourceVersion, object));
  }

  /** What went before was asked for in one piece, however large. */
  begun(): void {
    this.#lines.limit();
  }

  /** Within the stream, as the API server tells it: a client that shows changes ends in peace. */
  fail(error: unknown): void {
    this.#send('ERROR', statusOfError(error));
    this.#call.response.end();
  }

  #rendered(objects: readonly Stored[], resourceVersion: string, otherwise: unknown): unknown {
    if (this.#table === null) return otherwise;
    const options = { ...this.#table, nowMs: this.#clock.now() };
    if (objects.length > 0) this.#table = { ...this.#table, withColumns: false };
    return renderTable(this.#call.kind, objects, { resourceVersion }, options);
  }

  #send(type: string, object: unknown): void {
    this.#lines.write(JSON.stringify({ type, object }));
  }
}

/**
 * What a change is to a client who sees only some objects: one that begins to match is new to it, one that no longer
 * does is gone.
 */
export function eventOf(
  { type, object, previous }: ObjectChange,
  matches: (object: Stored) => boolean,
): { readonly type: ObjectChange['type']; readonly object: Stored } | null {
  const was = previous !== null && matches(previous);
  const is = type !== 'DELETED' && matches(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  if (!was) return null;
  if (type === 'DELETED') return { type, object };
  const { resourceVersion } = object.metadata;
  return {
    type: 'DELETED',
    object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } as Stored,
  };
}
