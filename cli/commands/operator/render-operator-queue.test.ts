import { expect, it } from 'vitest';
import { createPaint } from '../../terminal/paint.ts';
import { adviseOn, renderOperatorQueue } from './render-operator-queue.ts';

const view = { paint: createPaint({ isTerminal: false, environment: {} }), columns: 200 };

it('says so when no order needs an operator', () => {
  expect(renderOperatorQueue([], view)).toBe('No order needs an operator.');
});

const order = {
  id: 'ord_1',
  customerId: 'customer-001',
  correlationId: 'c',
  paymentId: 'pay_1',
  status: 'cancelled',
  step: 'void',
  pending: [],
  attempts: 300,
  parkedAt: '2026-11-22T10:00:00.000Z',
  reason: 'payment-in-doubt: no answer',
};

it('shows at which step each order stopped, since when and why', () => {
  const [titles, row] = renderOperatorQueue([order], view).split('\n');
  expect(titles).toMatch(/^order +customer +stuck at +tries +since +why/);
  expect(row).toMatch(/^ord_1 +customer-001 +void +300 +2026-11-22 10:00:00 +payment-in-doubt: no answer$/);
});

it('suggests retry, and settled where a void failed', () => {
  const advice = (...orders: (typeof order)[]) =>
    adviseOn(orders, (command) => `petstore ${command}`).join('\n');
  expect(advice()).toBe('');
  expect(advice(order)).toMatch(/fixed: petstore operator resolve ord_1 --action retry/);
  expect(advice(order)).toMatch(/captured: petstore operator resolve ord_1 --action settled/);
  const refund = { ...order, id: 'ord_2', step: 'refund' };
  expect(advice(refund)).not.toContain('settled');
  expect(advice(refund, order)).toMatch(/resolve --all --action retry.*\n.*resolve ord_1 --action settled/);
});
