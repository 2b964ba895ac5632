import type { StatedWishes } from '../preferences/stated-wishes.ts';
import type { RankedPet } from './rank-pets.ts';

interface Reason {
  readonly weight: number;
  readonly words: string;
}

const homes: Readonly<Record<string, string>> = {
  apartment: 'an apartment',
  house: 'a house',
  house_with_garden: 'a house with a garden',
  rural: 'the country',
};

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? 'an' : 'a';
}

function strengths(ranked: RankedPet, wishes: StatedWishes): readonly Reason[] {
  const { pet, factors, popularity } = ranked;
  const reasons: Reason[] = [];
  const add = (isStated: boolean, value: number, reason: Reason) => {
    if (isStated && value >= 0.9) reasons.push(reason);
  };
  add(wishes.petTypes !== undefined, factors.category, {
    weight: 6,
    words: `you asked for ${article(pet.category)} ${pet.category.replace('-', ' ')}`,
  });
  add(wishes.livingSituation !== undefined, factors.living, {
    weight: 5,
    words: `it lives well in ${homes[wishes.livingSituation ?? ''] ?? 'your home'}`,
  });
  add(wishes.experience !== undefined, factors.experience, {
    weight: 4,
    words: `${pet.experienceNeeded === 'novice' ? 'it suits a first-time keeper' : 'your experience is enough for it'}`,
  });
  add(wishes.budgetMinor !== undefined, factors.price, {
    weight: 3,
    words: 'its price is within your budget',
  });
  add(wishes.activityLevel !== undefined, factors.activity, {
    weight: 2,
    words: `it is as active as you are (${pet.activityLevel})`,
  });
  add(true, popularity, { weight: 1, words: 'the breed is the one most chosen of its kind here' });
  return reasons.sort((one, other) => other.weight - one.weight).slice(0, 3);
}

function doubts(ranked: RankedPet): readonly string[] {
  const { factors, pet } = ranked;
  const words: string[] = [];
  if (factors.category === 0) words.push('it is of another kind than you asked for');
  if (factors.living === 0) words.push('it needs another kind of home');
  if (factors.experience < 1)
    words.push(`it wants ${article(pet.experienceNeeded)} ${pet.experienceNeeded} keeper`);
  if (factors.price < 0.9) words.push('it costs more than you planned');
  return words;
}

/** Describes the reasons for and against a pet by the factors of its score. */
export function explain(ranked: RankedPet, wishes: StatedWishes): string {
  const because = strengths(ranked, wishes).map(({ words }) => words);
  const but = doubts(ranked);
  const opening = `${ranked.pet.name} the ${ranked.pet.breed}`;
  const reasons = because.length === 0 ? 'is available and easy to place' : `because ${because.join(', ')}`;
  return `${opening}: ${reasons}${but.length === 0 ? '' : `; but ${but.join(' and ')}`}.`;
}
