import { expect, it } from 'vitest';
import { summarizeBusiness } from './summarize-business.ts';

const always = { from: null, to: null };
const nothing = {
  orders: { placed: 0, accepted: 0, delivered: 0, cancelled: 0, confirmation: null },
  cancellations: [],
  revenue: [],
  carts: { opened: 0, ordered: 0, cleared: 0, abandoned: 0 },
  interactions: { views: 0, clicks: 0 },
  payments: { authorized: 0, declined: 0, captured: 0, voided: 0, refunds: 0 },
  variants: [],
};

it('says null, not zero, where nothing was measured', () => {
  const summary = summarizeBusiness(always, nothing);
  expect(summary.funnel).toMatchObject({ conversion: null, abandonment: null });
  expect(summary.orders.confirmationMs).toEqual({ p50: null, p95: null });
});

it('relates ordered carts to opened ones, and abandoned ones to those that came to an end', () => {
  const { funnel } = summarizeBusiness(always, {
    ...nothing,
    carts: { opened: 10, ordered: 4, cleared: 1, abandoned: 3 },
  });
  expect(funnel).toMatchObject({ conversion: 0.4, abandonment: 0.375 });
});

it('counts cancellations by their code', () => {
  const cancellations = [
    { code: 'payment-declined', orders: 2 },
    { code: 'pet-not-available', orders: 1 },
  ];
  expect(summarizeBusiness(always, { ...nothing, cancellations }).orders.cancelledByCode).toEqual({
    'payment-declined': 2,
    'pet-not-available': 1,
  });
});
