import {
  type ActivityLevel,
  type AdvisorPreferences,
  type ExperienceLevel,
  type LivingSituation,
  petCategories,
} from '@petstore/contracts/http';
import type { StatedWishes } from './stated-wishes.ts';

const petTypeWords: Readonly<Record<string, string>> = {
  dogs: 'dog',
  puppy: 'dog',
  puppies: 'dog',
  cats: 'cat',
  kitten: 'cat',
  kittens: 'cat',
  birds: 'bird',
  parrot: 'bird',
  fishes: 'fish',
  reptiles: 'reptile',
  small_animal: 'small-animal',
  small_animals: 'small-animal',
  'small-animals': 'small-animal',
  rabbit: 'small-animal',
  rabbits: 'small-animal',
  rodent: 'small-animal',
  hamster: 'small-animal',
};
const activityWords: Readonly<Record<string, ActivityLevel>> = {
  low: 'low',
  calm: 'low',
  sedentary: 'low',
  moderate: 'moderate',
  medium: 'moderate',
  average: 'moderate',
  high: 'high',
  active: 'high',
  very_active: 'high',
};
const livingWords: Readonly<Record<string, LivingSituation>> = {
  apartment: 'apartment',
  flat: 'apartment',
  studio: 'apartment',
  condo: 'apartment',
  house: 'house',
  small_house: 'house',
  townhouse: 'house',
  house_with_garden: 'house_with_garden',
  house_with_yard: 'house_with_garden',
  house_with_large_yard: 'house_with_garden',
  large_house: 'house_with_garden',
  rural: 'rural',
  farm: 'rural',
  countryside: 'rural',
};
const experienceWords: Readonly<Record<string, ExperienceLevel>> = {
  none: 'novice',
  novice: 'novice',
  beginner: 'novice',
  first_time: 'novice',
  some: 'intermediate',
  intermediate: 'intermediate',
  moderate: 'intermediate',
  experienced: 'experienced',
  advanced: 'experienced',
  expert: 'expert',
  professional: 'expert',
};

interface InterpretedPreferences {
  readonly wishes: StatedWishes;
  /** Words without a known meaning; they are ignored and logged. */
  readonly unknownWords: readonly string[];
}

function plain(word: string): string {
  return word
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}

function isCategory(word: string): boolean {
  return (petCategories as readonly string[]).includes(word);
}

/**
 * Translates the words of a request, synonyms included, to the terms of the catalogue. Budgets are in whole currency
 * units.
 */
export function interpretPreferences(preferences: AdvisorPreferences): InterpretedPreferences {
  const unknownWords: string[] = [];
  const lookUp = <Meaning>(
    word: string | undefined,
    words: Readonly<Record<string, Meaning>>,
  ): Meaning | undefined => {
    if (word === undefined || word.trim() === '') return undefined;
    const key = plain(word);
    if (Object.hasOwn(words, key)) return words[key];
    unknownWords.push(word);
    return undefined;
  };
  const petTypes = (preferences.pet_types ?? []).flatMap((word) => {
    const lower = word.trim().toLowerCase();
    return isCategory(lower) ? lower : (lookUp(word, petTypeWords) ?? []);
  });
  const activityLevel = lookUp(preferences.activity_level, activityWords);
  const livingSituation = lookUp(preferences.living_situation, livingWords);
  const experience = lookUp(preferences.experience_with_pets, experienceWords);
  const [from, to] = preferences.budget_range ?? [];
  const specialRequirements = (preferences.special_requirements ?? []).map(plain);
  return {
    wishes: {
      ...(petTypes.length === 0 ? {} : { petTypes: [...new Set(petTypes)] }),
      ...(activityLevel === undefined ? {} : { activityLevel }),
      ...(livingSituation === undefined ? {} : { livingSituation }),
      ...(experience === undefined ? {} : { experience }),
      ...(from === undefined || to === undefined
        ? {}
        : {
            budgetMinor: [
              Math.round(Math.min(from, to) * 100),
              Math.round(Math.max(from, to) * 100),
            ] as const,
          }),
      ...(specialRequirements.length === 0 ? {} : { specialRequirements }),
    },
    unknownWords,
  };
}
