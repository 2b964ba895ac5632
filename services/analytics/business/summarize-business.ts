import type { BusinessSummary } from '@petstore/contracts/http';
import type { BusinessFigures, Window } from './business-summary-store.ts';

/** Builds the summary of a window from its figures. A ratio with the denominator 0 is null. */
export function summarizeBusiness(window: Window, figures: BusinessFigures): BusinessSummary {
  const { placed = 0, accepted = 0, delivered = 0, cancelled = 0, confirmation } = figures.orders ?? {};
  const { opened = 0, ordered = 0, cleared = 0, abandoned = 0 } = figures.carts ?? {};
  const { views = 0, clicks = 0 } = figures.interactions ?? {};
  return {
    window: { from: window.from?.toISOString() ?? null, to: window.to?.toISOString() ?? null },
    orders: {
      placed,
      accepted,
      delivered,
      cancelled,
      cancelledByCode: Object.fromEntries(figures.cancellations.map(({ code, orders }) => [code, orders])),
      confirmationMs: { p50: confirmation?.[0] ?? null, p95: confirmation?.[1] ?? null },
    },
    revenue: [...figures.revenue],
    funnel: {
      views,
      clicks,
      cartsOpened: opened,
      cartsOrdered: ordered,
      cartsCleared: cleared,
      cartsAbandoned: abandoned,
      ordersPlaced: placed,
      ordersDelivered: delivered,
      conversion: shareOf(ordered, opened),
      abandonment: shareOf(abandoned, ordered + cleared + abandoned),
    },
    payments: figures.payments ?? { authorized: 0, declined: 0, captured: 0, voided: 0, refunds: 0 },
    variants: [...figures.variants],
  };
}

function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
