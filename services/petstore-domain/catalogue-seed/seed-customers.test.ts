import { describe, expect, it } from 'vitest';
import { seedCustomers } from './seed-customers.ts';

const customerById = new Map(seedCustomers.map((customer) => [customer.id, customer]));

describe('seed customers', () => {
  it('have unique ids and addresses, from customer-001 to customer-060', () => {
    expect(customerById.size).toBe(seedCustomers.length);
    expect(new Set(seedCustomers.map(({ email }) => email)).size).toBe(seedCustomers.length);
    for (let number = 1; number <= 60; number += 1) {
      expect(customerById.has(`customer-${String(number).padStart(3, '0')}`)).toBe(true);
    }
    for (const { id, email } of seedCustomers) {
      expect(id).toMatch(/^[a-z0-9-]+$/);
      expect(email).toMatch(/^[a-z0-9-]+@example\.com$/);
    }
  });

  it.each([
    ['family-pet-seeker', 'experienced', ['dog', 'cat']],
    ['first-time-owner', 'novice', ['small-animal']],
    ['exotic-enthusiast', 'expert', ['reptile', 'fish']],
  ])('make %s an %s keeper of %j', (id, experience, petTypes) => {
    expect(customerById.get(id)?.profile).toMatchObject({ experience, petTypes });
  });

  it('give the novice the smallest budget of the three personas', () => {
    const most = (id: string) => customerById.get(id)?.profile?.budgetMinor[1] ?? 0;
    expect(most('first-time-owner')).toBeLessThan(most('exotic-enthusiast'));
    expect(most('first-time-owner')).toBeLessThan(most('family-pet-seeker'));
  });

  it('make only the operator an operator, without a profile', () => {
    const operators = seedCustomers.filter(({ roles }) => roles.includes('operator'));
    expect(operators.map(({ id, profile }) => ({ id, profile }))).toEqual([
      { id: 'operator', profile: null },
    ]);
  });

  it('give every shopper a profile with an ordered budget, and vary it', () => {
    const profiles = seedCustomers.flatMap(({ profile }) => (profile === null ? [] : [profile]));
    expect(profiles.length).toBe(seedCustomers.length - 1);
    for (const { budgetMinor, petTypes } of profiles) {
      expect(budgetMinor[0]).toBeLessThan(budgetMinor[1]);
      expect(petTypes.length).toBeGreaterThan(0);
    }
    expect(new Set(profiles.flatMap(({ petTypes }) => petTypes)).size).toBe(6);
    expect(new Set(profiles.map(({ livingSituation }) => livingSituation)).size).toBe(4);
  });
});
