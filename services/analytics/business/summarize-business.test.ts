import { expect, it } from 'vitest';
import { summarizeBusiness } from './summarize-business.ts';

const always = { from: null, to: null };
const zeroFigures = {
  orders: { placed: 0, accepted: 0, delivered: 0, cancelled: 0, confirmation: null },
  cancellations: [],
  revenue: [],
  carts: { opened: 0, ordered: 0, cleared: 0, abandoned: 0 },
  interactions: { views: 0, clicks: 0 },
  payments: { authorized: 0, declined: 0, captured: 0, voided: 0, refunds: 0 },
  variants: [],
};

it('gives null, not zero, for ratios and percentiles without data', () => {
  const summary = summarizeBusiness(always, zeroFigures);
  expect(summary.funnel).toMatchObject({ conversion: null, abandonment: null });
  expect(summary.orders.confirmationMs).toEqual({ p50: null, p95: null });
});

it('computes conversion from opened carts and abandonment from ended carts', () => {
  const { funnel } = summarizeBusiness(always, {
    ...zeroFigures,
    carts: { opened: 10, ordered: 4, cleared: 1, abandoned: 3 },
  });
  expect(funnel).toMatchObject({ conversion: 0.4, abandonment: 0.375 });
});

it('counts cancellations by code', () => {
  const cancellations = [
    { code: 'payment-declined', orders: 2 },
    { code: 'pet-not-available', orders: 1 },
  ];
  expect(summarizeBusiness(always, { ...zeroFigures, cancellations }).orders.cancelledByCode).toEqual({
    'payment-declined': 2,
    'pet-not-available': 1,
  });
});
