import type { Logger } from '../logging/index.ts';
import type { Pool } from '../postgres/index.ts';
import type { BusKind, EventBus } from './event-bus.ts';
import { createPostgresBus } from './log/postgres-bus.ts';
import { createNatsBus } from './nats/create-nats-bus.ts';

export interface EventBusOptions {
  readonly service: string;
  /** The database `events`. */
  readonly events: Pool;
  readonly eventBus: BusKind;
  readonly natsUrl: string;
  readonly logger: Logger;
}

/** How long a stream that is made here keeps events, as the log does by default. */
const keptHours = 720;

/** The bus that the settings name. Whichever it is, the log in `events` has every event. */
export function createEventBus({ service, events, eventBus, natsUrl, logger }: EventBusOptions): EventBus {
  const log = createPostgresBus(events);
  if (eventBus === 'postgres') return log;
  return createNatsBus({ url: natsUrl, service, keptHours, logger, record: log });
}
