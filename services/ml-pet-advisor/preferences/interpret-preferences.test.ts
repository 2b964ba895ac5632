import { describe, expect, it } from 'vitest';
import { interpretPreferences } from './interpret-preferences.ts';

describe('interpretPreferences', () => {
  it('understands synonyms', () => {
    const { wishes, unknownWords } = interpretPreferences({
      pet_types: ['Dogs', 'kitten', 'dog', 'small_animals'],
      activity_level: 'Very active',
      living_situation: 'house with yard',
      experience_with_pets: 'beginner',
      budget_range: [500, 20.5],
    });
    expect(wishes).toEqual({
      petTypes: ['dog', 'cat', 'small-animal'],
      activityLevel: 'high',
      livingSituation: 'house_with_garden',
      experience: 'novice',
      budgetMinor: [2_050, 50_000],
    });
    expect(unknownWords).toEqual([]);
  });

  it('ignores and returns unknown words', () => {
    const read = interpretPreferences({
      pet_types: ['dragon'],
      living_situation: 'spaceship',
      activity_level: '',
    });
    expect(read).toEqual({ wishes: {}, unknownWords: ['dragon', 'spaceship'] });
  });

  it('treats names of object prototypes as unknown words', () => {
    expect(interpretPreferences({ pet_types: ['__proto__', 'constructor'] }).wishes).toEqual({});
  });
});
