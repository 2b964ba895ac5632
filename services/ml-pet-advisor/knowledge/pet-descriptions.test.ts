import type { Queryable } from '@petstore/chassis/postgres';
import { describe, expect, it } from 'vitest';
import type { AvailablePet, DescribedPet } from './known-pet.ts';
import { PetDescriptions } from './pet-descriptions.ts';

function described(petId: string, priceMinor: number): DescribedPet {
  return {
    petId,
    priceMinor,
    name: petId,
    category: 'dog',
    breedId: 'beagle',
    breed: 'Beagle',
    currency: 'USD',
    activityLevel: 'high',
    livingSituations: ['house'],
    experienceNeeded: 'novice',
    careDifficulty: 2,
    goodWithChildren: true,
    groomingNeed: 'low',
    size: 'medium',
  };
}

/** A database of pets that records which descriptions were read. */
function databaseOf(pets: Map<string, AvailablePet>) {
  const asked: string[][] = [];
  const database = {
    async query({ name }: { name?: string }, [petIds]: [string[]] = [[]]) {
      if (name === 'select-available-pets') return { rows: [...pets.values()], rowCount: pets.size };
      asked.push(petIds);
      const rows = petIds.map((petId) => described(petId, pets.get(petId)?.priceMinor ?? 0));
      return { rows, rowCount: rows.length };
    },
  };
  return { database: database as unknown as Queryable, asked };
}

const shelf = (...pets: AvailablePet[]) => new Map(pets.map((pet) => [pet.petId, pet]));

describe('pet descriptions', () => {
  it('are read once, while price, popularity and availability are read each time', async () => {
    const pets = shelf(
      { petId: 'a', priceMinor: 1, popularity: 0 },
      { petId: 'b', priceMinor: 2, popularity: 0 },
    );
    const { database, asked } = databaseOf(pets);
    const descriptions = new PetDescriptions();
    const look = () => descriptions.available(database);
    await look();
    pets.delete('a');
    pets.set('b', { petId: 'b', priceMinor: 2, popularity: 25 });
    expect(await look()).toEqual([{ ...described('b', 2), popularity: 25 }]);
    expect(asked).toEqual([['a', 'b']]);
  });

  it('are read for newly listed pets and for pets with a changed price', async () => {
    const pets = shelf({ petId: 'a', priceMinor: 1, popularity: 0 });
    const { database, asked } = databaseOf(pets);
    const descriptions = new PetDescriptions();
    await descriptions.available(database);
    pets.set('a', { petId: 'a', priceMinor: 9, popularity: 0 });
    pets.set('b', { petId: 'b', priceMinor: 2, popularity: 0 });
    const found = await descriptions.available(database);
    expect(found.map(({ petId, priceMinor }) => [petId, priceMinor])).toEqual([
      ['a', 9],
      ['b', 2],
    ]);
    expect(asked).toEqual([['a'], ['a', 'b']]);
  });

  it('are dropped when the cache is full, and read again', async () => {
    const many = (name: string) =>
      Array.from({ length: 15_000 }, (_, index) => ({
        petId: `${name}-${index}`,
        priceMinor: 1,
        popularity: 0,
      }));
    const pets = shelf(...many('sold'));
    const { database, asked } = databaseOf(pets);
    const descriptions = new PetDescriptions();
    const look = () => descriptions.available(database);
    await look();
    for (const petId of [...pets.keys()].slice(1)) pets.delete(petId);
    for (const pet of many('new')) pets.set(pet.petId, pet);
    expect(await look()).toHaveLength(15_001);
    expect(await look()).toHaveLength(15_001);
    expect(asked.map(({ length }) => length)).toEqual([15_000, 15_001]);
  });
});
