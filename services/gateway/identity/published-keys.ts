import type { Clock } from '@petstore/chassis/time';
import type { JSONWebKeySet } from 'jose';

/** Short enough to follow a key rotation, long enough not to load the identity provider. */
const freshMs = 5_000;

interface PublishedKeysOptions {
  readonly fetchKeys: () => Promise<JSONWebKeySet>;
  readonly clock: Clock;
}

/**
 * Caches the identity provider's keys for the gateway and, served at the gateway's own address, for the other services,
 * which then need no egress from the cluster. While the provider does not answer, the last known keys are returned.
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
