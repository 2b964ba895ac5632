import type { Pool } from '../../postgres/index.ts';
import type { EventBus } from '../event-bus.ts';
import { newsChannel, publishEvents, readEventsAfter } from './event-log-store.ts';

/** The event log in database `events` as the bus. The caller closes the pool. */
export function createPostgresBus(events: Pool): EventBus {
  return {
    kind: 'postgres',
    publish: (source, batch) => publishEvents(events, source, batch),
    openReader(types) {
      const wanted = new Set(types);
      return {
        read: (after, size) => readEventsAfter(events, after, { types, size }),
        onNews(listener) {
          events.listen(newsChannel, (news) => {
            if (news === '' || news.split(',').some((type) => wanted.has(type))) listener();
          });
        },
      };
    },
    close: async () => undefined,
  };
}
