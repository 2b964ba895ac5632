import { setMaxListeners } from 'node:events';
import { isAppError } from '@petstore/chassis/errors';
import type { Logger } from '@petstore/chassis/logging';
import type { Clock } from '@petstore/chassis/time';
import type { ObjectMetadata } from '../api/objects/api-object.ts';
import type { ObjectChange, ObjectStore } from '../api/store/object-store.ts';

/** Something that runs until it is stopped. */
export interface Controller {
  start(): void;
  stop(): Promise<void>;
}

interface ReconcilerOptions {
  readonly name: string;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logger: Pick<Logger, 'error'>;
  /** Which keys a change concerns; none when it does not matter. Also asked for every object at the start. */
  keysOf(change: ObjectChange): readonly string[];
  /** Makes what is so what the objects say; may be called at any time. What it throws is logged and tried again. */
  reconcile(key: string): void | Promise<void>;
}

const firstRetryMs = 100;
const longestRetryMs = 30_000;

/**
 * Calls `reconcile` for each key that changed, one at a time, once for any number of changes in between, and again with
 * a growing delay where it failed: the work queue of a Kubernetes controller.
 */
export class Reconciler implements Controller {
  readonly #options: ReconcilerOptions;
  readonly #queue = new Set<string>();
  readonly #failures = new Map<string, number>();
  /** The next time at which each key is looked at again. */
  readonly #wakes = new Map<string, number>();
  readonly #stopping = new AbortController();
  #unwatch: () => void = () => undefined;
  #running: Promise<void> | null = null;

  constructor(options: ReconcilerOptions) {
    this.#options = options;
    // Each key that is looked at later waits for the end too.
    setMaxListeners(0, this.#stopping.signal);
  }

  start(): void {
    const { store, keysOf } = this.#options;
    this.#unwatch = store.watch((change) => this.#enqueue(keysOf(change)));
    for (const object of store.all()) this.#enqueue(keysOf({ type: 'ADDED', object, previous: null }));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#unwatch();
    this.#queue.clear();
    await this.#running;
  }

  /** Looks at a key soon, though no object of it changed. */
  enqueue(key: string): void {
    this.#enqueue([key]);
  }

  /** Looks at a key after a while, for what time alone changes; of several such times only the first counts. */
  enqueueAfter(key: string, delayMs: number): void {
    const { clock } = this.#options;
    const atMs = clock.now() + delayMs;
    if ((this.#wakes.get(key) ?? Number.POSITIVE_INFINITY) <= atMs) return;
    this.#wakes.set(key, atMs);
    void clock.wait(delayMs, this.#stopping.signal).then(() => {
      if (this.#wakes.get(key) !== atMs) return;
      this.#wakes.delete(key);
      this.#enqueue([key]);
    });
  }

  #enqueue(keys: readonly string[]): void {
    if (this.#stopping.signal.aborted) return;
    for (const key of keys) this.#queue.add(key);
    if (this.#queue.size > 0) this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // A listener of the store must not write: what it asks for is done after it.
    await Promise.resolve();
    for (const key of this.#queue) {
      this.#queue.delete(key);
      await this.#reconcile(key);
    }
    this.#running = null;
  }

  async #reconcile(key: string): Promise<void> {
    const { name, logger, reconcile } = this.#options;
    try {
      await reconcile(key);
      this.#failures.delete(key);
    } catch (error) {
      if (this.#stopping.signal.aborted || isRefusedAsEnding(error)) return;
      const failures = (this.#failures.get(key) ?? 0) + 1;
      this.#failures.set(key, failures);
      const delayMs = Math.min(firstRetryMs * 2 ** (failures - 1), longestRetryMs);
      logger.error(
        { err: error, controller: name, key },
        `${name} could not reconcile ${key}; again in ${delayMs} ms`,
      );
      this.enqueueAfter(key, delayMs);
    }
  }
}

/** A namespace that is being deleted lets nothing new in: there is nothing to be done, now or later. */
function isRefusedAsEnding(error: unknown): boolean {
  return isAppError(error) && error.code === 'object-forbidden';
}

/** The key of an object, where a controller has one for each object of its kind. */
export function keyTextOf({ namespace = '', name }: Pick<ObjectMetadata, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

export function parseKeyText(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
