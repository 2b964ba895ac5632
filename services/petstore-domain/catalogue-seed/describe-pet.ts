import { pickOne, seededRandom, shuffled } from '@petstore/chassis/random';
import type { Breed, PetCategory } from './breed.ts';
import type { Sex } from './pet-names.ts';

interface Introduction {
  readonly id: string;
  readonly name: string;
  readonly sex: Sex;
  readonly trait: string;
}

const openings: readonly string[] = [
  '{name} is a {sex} {breed} who {trait}.',
  'Meet {name}, a {sex} {breed} who {trait}.',
  'A {sex} {breed} by the name of {name}, who {trait}.',
  '{breed} with a character of {his} own: {name} {trait}.',
  'Our keepers’ note on {name}, {sex} {breed}: {he} {trait}.',
];

const pronouns = {
  male: { he: 'he', him: 'him', his: 'his', sex: 'male' },
  female: { he: 'she', him: 'her', his: 'her', sex: 'female' },
  unsexed: { he: 'it', him: 'it', his: 'its', sex: 'young' },
} as const;

const animal: Readonly<Record<PetCategory, readonly [one: string, many: string]>> = {
  dog: ['dog', 'dogs'],
  cat: ['cat', 'cats'],
  bird: ['bird', 'birds'],
  fish: ['fish', 'fish'],
  reptile: ['reptile', 'reptiles'],
  'small-animal': ['small pet', 'small animals'],
};

/** The description of a pet: what the keepers observed, then what the breed needs. */
export function describePet(breed: Breed, pet: Introduction): string {
  const random = seededRandom(`${pet.id}/description`);
  const [first = '', second = ''] = shuffled(needSentences(breed), random);
  const closings = [
    breed.careFact,
    `Expect ${breed.lifespanYears[0]} to ${breed.lifespanYears[1]} years together.`,
    '',
  ];
  const closing = pickOne(closings, random);
  const text = [pickOne(openings, random), first, second, closing].filter((part) => part !== '').join(' ');
  return fillIn(text, { ...pronouns[pet.sex], name: pet.name, breed: breed.name, trait: pet.trait });
}

function needSentences(breed: Breed): string[] {
  return [
    `{He} takes ${spokenDuration(breed.dailyCareMinutes)} of your day.`,
    `We feed {him} ${breed.diet}.`,
    `What {he} needs is ${breed.housing}.`,
    experienceSentence(breed),
    ...homeSentences(breed),
    ...childrenSentences(breed),
    ...(breed.groomingNeed === 'high' ? ['Regular grooming is part of the bargain.'] : []),
  ];
}

function homeSentences(breed: Breed): string[] {
  const roams = breed.category === 'dog' || breed.category === 'cat';
  if (breed.livingSituations.includes('apartment')) {
    return roams ? ['An apartment suits {him} as well as a house.'] : [];
  }
  if (breed.livingSituations.includes('house'))
    return ['A house gives {him} the room that an apartment lacks.'];
  return ['{He} should go to a home with a garden or land.'];
}

function experienceSentence(breed: Breed): string {
  const [one, many] = animal[breed.category];
  switch (breed.experienceNeeded) {
    case 'novice':
      return `A good choice for a first ${one}.`;
    case 'intermediate':
      return `Some practice with ${many} helps.`;
    case 'experienced':
      return `We would like to see {him} go to somebody who has kept ${many} before.`;
    case 'expert':
      return `Only for keepers who know ${many} well.`;
  }
}

function childrenSentences(breed: Breed): string[] {
  if (breed.category === 'fish') return [];
  if (!breed.goodWithChildren) return ['Happier with adults and older children than with toddlers.'];
  const roams = breed.category === 'dog' || breed.category === 'cat';
  return [
    roams ? '{He} gets on with considerate children.' : 'Gentle enough for children who can sit still.',
  ];
}

function spokenDuration(minutes: number): string {
  if (minutes < 60) return `about ${minutes} minutes`;
  const halfHours = Math.round(minutes / 30);
  const hours = ['', 'an', 'two', 'three', 'four'][Math.floor(halfHours / 2)] ?? '';
  if (halfHours === 2) return 'about an hour';
  if (halfHours === 3) return 'about an hour and a half';
  return halfHours % 2 === 0 ? `about ${hours} hours` : `about ${hours} and a half hours`;
}

/**
 * Fills `{word}` placeholders. Twice, because a trait has placeholders of its own; `{He}` is the capitalised `{he}`.
 */
function fillIn(template: string, values: Readonly<Record<string, string>>): string {
  const fillOnce = (text: string): string =>
    text.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = values[key.toLowerCase()] ?? '';
      return key === key.toLowerCase() ? value : value.charAt(0).toUpperCase() + value.slice(1);
    });
  return fillOnce(fillOnce(template));
}
