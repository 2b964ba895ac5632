import { describe, expect, it } from 'vitest';
import { maySeeJourney } from './register-journey-routes.ts';

const journey = (ownerId: string | null) => ({
  correlationId: 'c',
  ownerId,
  customerIds: ['customer-001', 'customer-002'],
  messages: [],
  roots: [],
  orphans: [],
});
const customer = { customerId: 'customer-001', roles: ['customer'] as const };
const operator = { customerId: 'operator', roles: ['operator'] as const };

describe('a journey', () => {
  it.each([
    ['of the customer is shown, also with requests of other customers', 'customer-001', customer, true],
    ['of another customer is hidden', 'customer-002', customer, false],
    ['without an owner is hidden', null, customer, false],
    ['of any customer is shown to operators', 'customer-002', operator, true],
  ] as const)('%s', (_title, ownerId, principal, expected) => {
    expect(maySeeJourney(journey(ownerId), principal)).toBe(expected);
  });
});
