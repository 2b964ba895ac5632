import type { Clock } from '@petstore/chassis/time';
import { engineErrors } from '../errors.ts';
import type { Mesh, MeshConfiguration } from './index.ts';

interface MeshPublicationOptions {
  readonly mesh: () => Pick<Mesh, 'apply'>;
  readonly compose: () => MeshConfiguration;
  readonly clock: Clock;
}

/** Longer than a proxy takes that lives, so that a pod's end never waits for one that hangs. */
const answerWithinMs = 2_000;

/**
 * Tells the mesh what the pods are now: one configuration at a time, and one for all who ask while another is on its
 * way.
 */
export class MeshPublication {
  readonly #options: MeshPublicationOptions;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  constructor(options: MeshPublicationOptions) {
    this.#options = options;
  }

  /** Resolves when the mesh follows a configuration that was composed after this call. */
  publish(): Promise<void> {
    this.#next ??= this.#current.then(
      () => this.#apply(),
      () => this.#apply(),
    );
    return this.#next;
  }

  #apply(): Promise<void> {
    this.#next = null;
    this.#current = this.#applied();
    return this.#current;
  }

  async #applied(): Promise<void> {
    const { mesh, compose, clock } = this.#options;
    const over = new AbortController();
    const lateness = clock.wait(answerWithinMs, over.signal).then(() => {
      if (!over.signal.aborted) throw engineErrors.create('mesh-silent');
    });
    try {
      await Promise.race([mesh().apply(compose()), lateness]);
    } finally {
      over.abort();
    }
  }
}
