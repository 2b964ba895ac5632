import type { Pool } from '../postgres/index.ts';
import type { EventBus } from './event-bus.ts';
import { newsChannel, publishEvents, readEventsAfter } from './event-log-store.ts';

/** The event log in the database `events` as the bus. */
export function createPostgresBus(events: Pool): EventBus {
  return {
    publish: (source, batch) => publishEvents(events, source, batch),
    read: (after, options) => readEventsAfter(events, after, options),
    onNews(types, listener) {
      const wanted = new Set(types);
      events.listen(newsChannel, (news) => {
        if (news === '' || news.split(',').some((type) => wanted.has(type))) listener();
      });
    },
  };
}
