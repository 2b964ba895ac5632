import { describe, expect, it } from 'vitest';
import { maySeeJourney } from './register-journey-routes.ts';

const journey = (customerIds: string[]) => ({
  correlationId: 'c',
  customerIds,
  messages: [],
  roots: [],
  orphans: [],
});
const customer = { customerId: 'customer-001', roles: ['customer'] as const };
const operator = { customerId: 'operator', roles: ['operator'] as const };

describe('a journey', () => {
  it.each([
    ['of the customer alone is shown', ['customer-001'], customer, true],
    ['of somebody else is hidden', ['customer-002'], customer, false],
    ['shared with somebody else is hidden', ['customer-001', 'customer-002'], customer, false],
    ['of nobody is hidden', [], customer, false],
    ['of anybody is shown to operators', ['customer-002'], operator, true],
  ] as const)('%s', (_title, customerIds, principal, expected) => {
    expect(maySeeJourney(journey([...customerIds]), principal)).toBe(expected);
  });
});
