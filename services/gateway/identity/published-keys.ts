import type { Clock } from '@petstore/chassis/time';
import type { JSONWebKeySet } from 'jose';

/** Often enough for keys that are rotated, seldom enough for an identity provider that others ask too. */
const freshMs = 5_000;

export interface PublishedKeysOptions {
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  readonly clock: Clock;
}

/**
 * The identity provider's keys, for the gateway itself and, served under its own address, for the services behind it: they need no way out
 * of the cluster. While the provider does not answer, the keys that were known go on holding.
 */
export function publishedKeys({ fetchKeys, clock }: PublishedKeysOptions): () => Promise<JSONWebKeySet> {
  let known: JSONWebKeySet | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  const ask = async () => {
    try {
      known = await fetchKeys();
    } catch (error) {
      if (known === undefined) throw error;
    } finally {
      askedAtMs = clock.now();
    }
  };
  return async () => {
    if (known === undefined || clock.now() - askedAtMs >= freshMs) {
      asking ??= ask().finally(() => {
        asking = undefined;
      });
      await asking;
    }
    return known ?? { keys: [] };
  };
}
