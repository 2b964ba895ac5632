import type { ListPet } from '@petstore/contracts/http';
import { describe, expect, it } from 'vitest';
import type { KnownBreed } from '../catalogue/pet-listed.ts';
import { decideListing } from './decide-listing.ts';

const breed: KnownBreed = {
  id: 'guppy',
  name: 'Guppy',
  species: 'Poecilia reticulata',
  category: 'fish',
  care: {
    size: 'tiny',
    lifespanYears: [2, 3],
    activityLevel: 'moderate',
    livingSituations: ['apartment', 'house'],
    experienceNeeded: 'novice',
    careDifficulty: 1,
    goodWithChildren: true,
    dailyCareMinutes: 10,
    groomingNeed: 'low',
    diet: 'flakes',
    housing: 'a heated tank',
    fact: 'They breed fast.',
  },
};
const wanted: ListPet = {
  name: 'Flash',
  breedId: 'guppy',
  sex: 'male',
  bornOn: '2026-11-22',
  price: { amountMinor: 450, currency: 'USD' },
  description: 'Quick.',
};
const decide = (more: { bornOn?: string; breed?: KnownBreed | null; currencies?: string[] } = {}) =>
  decideListing({
    petId: 'pet_1',
    wanted: { ...wanted, bornOn: more.bornOn ?? wanted.bornOn },
    breed: more.breed === undefined ? breed : more.breed,
    today: '2026-11-22',
    currencies: more.currencies ?? ['EUR', 'USD'],
  });

describe('decideListing', () => {
  it('includes the needs of the breed in the event', () => {
    expect(decide()).toEqual({
      events: [
        {
          type: 'PetListed',
          subject: 'pet_1',
          data: {
            petId: 'pet_1',
            name: 'Flash',
            category: 'fish',
            breedId: 'guppy',
            breed: 'Guppy',
            priceMinor: 450,
            currency: 'USD',
            activityLevel: 'moderate',
            livingSituations: ['apartment', 'house'],
            experienceNeeded: 'novice',
            careDifficulty: 1,
            goodWithChildren: true,
            groomingNeed: 'low',
            size: 'tiny',
          },
        },
      ],
    });
  });

  it('refuses an unknown breed', () => {
    expect(decide({ breed: null })).toEqual({ refused: 'breed-unknown' });
  });

  it('refuses a price in a currency that is not accepted', () => {
    expect(decide({ currencies: ['EUR', 'JPY'] })).toEqual({ refused: 'currency-not-supported' });
  });

  it('accepts a pet that was born today and refuses one that is born tomorrow', () => {
    expect(decide({ bornOn: '2026-11-22' })).toHaveProperty('events');
    expect(decide({ bornOn: '2026-11-23' })).toEqual({ refused: 'pet-born-in-future' });
  });
});
