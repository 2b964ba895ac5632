import type { HttpServer } from '@petstore/chassis/http';
import { inTransaction, type Pool } from '@petstore/chassis/postgres';
import { parseTimestamp } from '@petstore/chassis/time';
import { BusinessSummary, OrderFacts } from '@petstore/contracts/http';
import { Type } from 'typebox';
import { analyticsErrors } from '../errors.ts';
import { readBusinessFigures, type Window } from './business-summary-store.ts';
import { findOrderFacts } from './order-facts-store.ts';
import { summarizeBusiness } from './summarize-business.ts';

const moment = Type.String({ format: 'date-time', maxLength: 40 });
const querystring = Type.Object(
  { from: Type.Optional(moment), to: Type.Optional(moment) },
  { additionalProperties: false },
);
const params = Type.Object({ orderId: Type.String({ minLength: 1, maxLength: 128 }) });

export function registerBusinessRoutes(server: HttpServer, database: Pool): void {
  server.route({
    method: 'GET',
    url: '/orders/:orderId',
    schema: { params, response: { 200: OrderFacts } },
    async handler(request) {
      const facts = await findOrderFacts(database, request.params.orderId);
      if (facts === undefined) throw analyticsErrors.create('order-not-found');
      return facts;
    },
  });
  server.route({
    method: 'GET',
    url: '/business/summary',
    schema: { querystring, response: { 200: BusinessSummary } },
    async handler(request) {
      const window = windowOf(request.query);
      // One snapshot, so that the figures are consistent with each other.
      const snapshot = { isolation: 'repeatable read', readOnly: true } as const;
      const figures = await inTransaction(
        database,
        (transaction) => readBusinessFigures(transaction, window),
        snapshot,
      );
      return summarizeBusiness(window, figures);
    },
  });
}

function windowOf({ from, to }: { from?: string; to?: string }): Window {
  const window = {
    from: momentOf(from),
    to: momentOf(to),
  };
  const start = window.from?.getTime() ?? Number.NEGATIVE_INFINITY;
  const end = window.to?.getTime() ?? Number.POSITIVE_INFINITY;
  if (start >= end) throw analyticsErrors.create('window-invalid');
  return window;
}

function momentOf(text: string | undefined): Date | null {
  const timeMs = parseTimestamp(text ?? '');
  return timeMs === null ? null : new Date(timeMs);
}
