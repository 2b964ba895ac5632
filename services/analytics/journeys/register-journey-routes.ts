import { isInShare } from '@petstore/chassis/events';
import type { HttpServer } from '@petstore/chassis/http';
import type { Pool } from '@petstore/chassis/postgres';
import { Journey } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { analyticsErrors } from '../errors.ts';
import { assembleJourney } from './assemble-journey.ts';
import { type EventHandler, findHandlings } from './find-handlings.ts';
import { readJourneyRecords } from './journey-store.ts';

interface JourneyRoutesOptions {
  /** The database `events`. */
  readonly events: Pool;
  /**
   * Recorded share of correlation ids. Outside of it requests are not recorded and all events would be orphans, so the
   * journey is not found.
   */
  readonly journeyShare: number;
  readonly keptHours: number;
  /** The services that consume events. */
  readonly handlers: readonly EventHandler[];
}

const params = Type.Object({ correlationId: Type.String({ pattern: '^[\\w.-]{1,128}$' }) });

export function registerJourneyRoutes(server: HttpServer, options: JourneyRoutesOptions): void {
  const { events, journeyShare, keptHours, handlers } = options;
  server.route({
    method: 'GET',
    url: '/journeys/:correlationId',
    schema: { params, response: { 200: Journey } },
    async handler(request) {
      const { correlationId } = request.params;
      if (!isInShare(correlationId, journeyShare)) throw analyticsErrors.create('journey-not-found');
      const records = await readJourneyRecords(events, correlationId, keptHours);
      const eventIds = records.events.map(({ messageId }) => messageId);
      const handlings = await findHandlings(handlers, eventIds, request.log);
      const journey = assembleJourney(correlationId, records, handlings);
      if (journey.messages.length === 0) throw analyticsErrors.create('journey-not-found');
      return journey;
    },
  });
}
