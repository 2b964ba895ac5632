import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KnownPet } from '../knowledge/known-pet.ts';
import { explain } from './explain.ts';
import { matchFactors } from './match-factors.ts';
import { chooseDiverse, findCheaper, rankPets, weights } from './rank-pets.ts';

function pet(changes: Partial<KnownPet> = {}): KnownPet {
  return {
    petId: 'beagle-001',
    name: 'Rex',
    category: 'dog',
    breedId: 'beagle',
    breed: 'Beagle',
    priceMinor: 100_000,
    currency: 'USD',
    activityLevel: 'moderate',
    livingSituations: ['house', 'house_with_garden'],
    experienceNeeded: 'intermediate',
    careDifficulty: 3,
    goodWithChildren: true,
    groomingNeed: 'low',
    size: 'medium',
    popularity: 0,
    ...changes,
  };
}

describe('matchFactors', () => {
  it('counts a wish that was not stated as met', () => {
    expect(matchFactors({}, pet())).toEqual({
      category: 1,
      activity: 1,
      living: 1,
      experience: 1,
      price: 1,
      care: 1,
    });
  });

  it.each([
    ['another kind of pet', { petTypes: ['cat'] }, 'category', 0],
    ['the opposite activity', { activityLevel: 'low' as const }, 'activity', 0.5],
    ['a home it does not suit', { livingSituation: 'apartment' as const }, 'living', 0],
    ['one level of experience too little', { experience: 'novice' as const }, 'experience', 0.5],
    ['more experience than needed', { experience: 'expert' as const }, 'experience', 1],
    ['a price a quarter over the budget', { budgetMinor: [0, 80_000] as const }, 'price', 0.5],
    ['a price at the limit', { budgetMinor: [0, 100_000] as const }, 'price', 1],
    ['a price below the budget', { budgetMinor: [200_000, 300_000] as const }, 'price', 0.9],
  ])('scores %s', (_title, wishes, factor, expected) => {
    expect(matchFactors(wishes, pet())[factor as 'price']).toBeCloseTo(expected, 10);
  });

  it('stays between 0 and 1 for any price and budget', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.nat(), (priceMinor, from, to) => {
        const factors = matchFactors(
          { budgetMinor: [Math.min(from, to), Math.max(from, to)] },
          pet({ priceMinor }),
        );
        return Object.values(factors).every((value) => value >= 0 && value <= 1);
      }),
    );
  });
});

describe('rankPets', () => {
  it('ranks a pet that matches before one that does not', () => {
    const cat = pet({ petId: 'persian-cat-002', category: 'cat', breedId: 'persian' });
    const order = rankPets([cat, pet()], { petTypes: ['dog'] });
    expect(order.map((entry) => entry.pet.petId)).toEqual(['beagle-001', 'persian-cat-002']);
  });

  it('ranks pets with equal factors by popularity within their category', () => {
    const liked = pet({ petId: 'zzz-001', breedId: 'liked', popularity: 40 });
    expect(rankPets([pet(), liked], {})[0]?.pet.petId).toBe('zzz-001');
  });

  it('omits pets that do not meet a requirement', () => {
    const rough = pet({ petId: 'rough-001', goodWithChildren: false });
    expect(rankPets([rough, pet()], { specialRequirements: ['Good with children'] })).toHaveLength(1);
  });

  it('is the same for any order of the candidates', () => {
    const pets = Array.from({ length: 12 }, (_, place) =>
      pet({ petId: `p-${place}`, popularity: place % 3 }),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(pets, { minLength: 12 }), (shuffled) => {
        expect(rankPets(shuffled, {})).toEqual(rankPets(pets, {}));
      }),
    );
  });

  it('scores within 0 and 1, since the weights sum to 1', () => {
    expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
    expect(rankPets([pet({ popularity: 3 })], {})[0]?.score).toBeCloseTo(1, 10);
  });
});

describe('a list of recommendations', () => {
  it('has one pet of each breed before a second one', () => {
    const pets = [1, 2, 3].map((n) => pet({ petId: `beagle-00${n}` }));
    const other = pet({ petId: 'zz-001', breedId: 'zz' });
    const chosen = chooseDiverse(rankPets([...pets, other], {}), 3);
    expect(chosen.map((entry) => entry.pet.petId)).toEqual(['beagle-001', 'zz-001', 'beagle-002']);
  });

  it('explains the reasons for and against a pet', () => {
    const wishes = { petTypes: ['dog'], experience: 'novice' as const };
    const [ranked] = rankPets([pet()], wishes);
    expect(ranked && explain(ranked, wishes)).toBe(
      'Rex the Beagle: because you asked for a dog; but it wants an intermediate keeper.',
    );
  });

  it('names the cheapest similar pet if it saves 10 percent', () => {
    const cheap = pet({ petId: 'cheap-001', breedId: 'cheap', priceMinor: 60_000 });
    const ranked = rankPets([pet(), cheap], {});
    const dear = ranked.find((entry) => entry.pet.petId === 'beagle-001');
    expect(dear && findCheaper(dear, ranked)).toEqual({
      petId: 'cheap-001',
      savingMinor: 40_000,
      currency: 'USD',
    });
    const near = rankPets([pet(), pet({ petId: 'near-001', priceMinor: 95_000 })], {});
    expect(near[0] && findCheaper(near[0], near)).toBeNull();
  });
});
