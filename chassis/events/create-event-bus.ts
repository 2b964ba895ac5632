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

/** Retention of a stream that is created here; the same as the log's default. */
const keptHours = 720;

/** Creates the bus that the settings name. With either bus, the log in database `events` holds every event. */
export function createEventBus({ service, events, eventBus, natsUrl, logger }: EventBusOptions): EventBus {
  const log = createPostgresBus(events);
  if (eventBus === 'postgres') return log;
  return createNatsBus({ url: natsUrl, service, keptHours, logger, record: log });
}
