import { describe, expect, it } from 'vitest';
import type { PetCategory } from './breed.ts';
import { breeds } from './breeds.ts';

const leastOf: Readonly<Record<PetCategory, number>> = {
  dog: 20,
  cat: 14,
  bird: 10,
  fish: 12,
  reptile: 10,
  'small-animal': 10,
};

describe('breeds', () => {
  it('cover every category broadly', () => {
    for (const [category, least] of Object.entries(leastOf)) {
      expect(breeds.filter((breed) => breed.category === category).length).toBeGreaterThanOrEqual(least);
    }
  });

  it('have unique slugs and unique names', () => {
    expect(new Set(breeds.map(({ id }) => id)).size).toBe(breeds.length);
    expect(new Set(breeds.map(({ name }) => name)).size).toBe(breeds.length);
    for (const { id } of breeds) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  it.each(breeds)('give $id ordered ranges, a home and a species of two or three words', (breed) => {
    expect(breed.lifespanYears[0]).toBeLessThan(breed.lifespanYears[1]);
    expect(breed.priceRangeMinor[0]).toBeLessThan(breed.priceRangeMinor[1]);
    expect(breed.livingSituations.length).toBeGreaterThan(0);
    expect(breed.species).toMatch(/^[A-Z][a-z]+( [a-z]+){1,2}$/);
    expect(breed.dailyCareMinutes).toBeGreaterThan(0);
  });

  it('never give two breeds the same fact', () => {
    expect(new Set(breeds.map(({ careFact }) => careFact)).size).toBe(breeds.length);
  });

  it('require more experience for harder care', () => {
    for (const breed of breeds) {
      if (breed.experienceNeeded === 'novice') expect(breed.careDifficulty).toBeLessThanOrEqual(3);
      if (breed.experienceNeeded === 'expert') expect(breed.careDifficulty).toBe(5);
    }
  });
});
