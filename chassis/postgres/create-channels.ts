import type { PoolClient } from 'pg';
import type { PoolConnection } from './pool-connection.ts';
import { unnamedStatement } from './queryable.ts';

/** The channels on which a pool's connections listen, and who is told. */
export interface Channels {
  add(channel: string, listener: (payload: string) => void): void;
  /** Passes on what a new connection hears. */
  hear(client: PoolClient): void;
  /** Makes a connection listen on the channels on which it does not yet. */
  join(client: PoolClient, lent: PoolConnection): Promise<void>;
}

export function createChannels(): Channels {
  const listeners = new Map<string, ((payload: string) => void)[]>();
  const joined = new WeakMap<PoolClient, number>();
  return {
    add(channel, listener) {
      listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
    },
    hear(client) {
      client.on('notification', ({ channel, payload }) => {
        for (const listener of listeners.get(channel) ?? []) listener(payload ?? '');
      });
    },
    async join(client, lent) {
      if ((joined.get(client) ?? 0) === listeners.size) return;
      for (const channel of listeners.keys()) await lent.query(unnamedStatement(`listen "${channel}"`));
      joined.set(client, listeners.size);
    },
  };
}
