import { describe, expect, it, vi } from 'vitest';
import { breeds } from './breeds.ts';
import { seedPets } from './seed-pets.ts';

const breedById = new Map(breeds.map((breed) => [breed.id, breed]));
const petById = new Map(seedPets.map((pet) => [pet.id, pet]));

describe('seed pets', () => {
  it('are at least 230 with unique ids', () => {
    expect(seedPets.length).toBeGreaterThanOrEqual(230);
    expect(petById.size).toBe(seedPets.length);
    for (const { id } of seedPets) expect(id).toMatch(/^[a-z0-9-]+$/);
  });

  it.each([
    ['golden-retriever-001', 'golden-retriever'],
    ['persian-cat-002', 'persian-cat'],
    ['cockatiel-003', 'cockatiel'],
    ['goldfish-004', 'goldfish'],
    ['rabbit-fluffy-003', 'lionhead-rabbit'],
    ['bearded-dragon-004', 'bearded-dragon'],
    ['canary-sunny-005', 'canary'],
  ])('include %s of breed %s', (id, breedId) => {
    expect(petById.get(id)?.breedId).toBe(breedId);
  });

  it('have the name that their id contains', () => {
    expect(petById.get('rabbit-fluffy-003')?.name).toBe('Fluffy');
    expect(petById.get('canary-sunny-005')?.name).toBe('Sunny');
  });

  it('have rounded prices in the range of their breed', () => {
    for (const pet of seedPets) {
      const [low, high] = breedById.get(pet.breedId)?.priceRangeMinor ?? [0, 0];
      expect(pet.priceMinor, pet.id).toBeGreaterThanOrEqual(low);
      expect(pet.priceMinor, pet.id).toBeLessThanOrEqual(high);
      expect(pet.priceMinor % (high >= 10_000 ? 500 : 100), pet.id).toBe(0);
    }
  });

  it('were born on a real day before October 2026', () => {
    for (const { id, bornOn } of seedPets) {
      expect(new Date(bornOn).toISOString().slice(0, 10), id).toBe(bornOn);
      expect(bornOn > '2020-01-01' && bornOn < '2026-10-01', id).toBe(true);
    }
  });

  it('have unique names within a breed', () => {
    expect(new Set(seedPets.map(({ breedId, name }) => `${breedId}/${name}`)).size).toBe(seedPets.length);
  });

  it('have descriptions of their own, with their name and no unfilled placeholder', () => {
    const texts = seedPets.map(({ description, name }) => description.replaceAll(name, '*'));
    expect(new Set(texts).size).toBe(seedPets.length);
    for (const { id, description, name } of seedPets) {
      expect(description, id).toContain(name);
      expect(description, id).not.toMatch(/[{}]|undefined| {2}/);
      expect(description.length, id).toBeGreaterThan(80);
    }
  });

  it('are the same on every build of the catalogue', async () => {
    vi.resetModules();
    const again = await import('./seed-pets.ts');
    expect(again.seedPets).not.toBe(seedPets);
    expect(again.seedPets).toEqual(seedPets);
  });
});
