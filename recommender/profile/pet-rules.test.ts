import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainByRules, profileAttributes, scoreByRules } from './pet-rules.ts';

const calmDog = { petType: 'dog', activity: 0, livingSituations: ['apartment'], experienceNeeded: 0 };
const wildCat = { petType: 'cat', activity: 1, livingSituations: [], experienceNeeded: 1 };

describe('the rules of a profile', () => {
  it('put the wanted kind of pet before everything else', () => {
    const profile = { petTypes: ['cat'], activity: 0, livingSituation: 'apartment', experience: 0 };
    expect(scoreByRules(profile, wildCat)).toBeGreaterThan(scoreByRules(profile, calmDog));
  });

  it.each([
    ['nothing said, nothing counted', {}, calmDog, []],
    ['a home that suits', { livingSituation: 'apartment' }, calmDog, [[2, 1]]],
    ['activity by closeness', { activity: 0.25 }, calmDog, [[1, 0.75]]],
    ['experience that is missing', { experience: 0.25 }, wildCat, [[3, 0.25]]],
    ['more experience than is needed', { experience: 1 }, calmDog, [[3, 1]]],
    ['numbers that are none', { activity: Number.NaN, experience: 7 }, calmDog, []],
  ])('explain %s', (_title, profile, traits, terms) => {
    expect(explainByRules(profile, traits).map(({ index, amount }) => [index, amount])).toEqual(terms);
  });

  it('explain every score by terms whose sum it is', () => {
    const share = fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined });
    const profile = fc.record({
      petTypes: fc.array(fc.constantFrom('cat', 'dog')),
      activity: share,
      experience: share,
    });
    fc.assert(
      fc.property(profile, (said) => {
        const sum = explainByRules(said, calmDog).reduce((total, { amount }) => total + amount, 0);
        expect(scoreByRules(said, calmDog)).toBe(sum);
        expect(sum).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('a profile as attributes', () => {
  it('names what was said, levels by thirds', () => {
    const profile = { petTypes: ['cat', 'dog'], activity: 1, livingSituation: 'house', experience: 0.2 };
    expect(profileAttributes(profile)).toEqual([
      ...['pet-type:cat', 'pet-type:dog', 'activity:high', 'living-situation:house', 'experience:low'],
    ]);
    expect(profileAttributes({})).toEqual([]);
  });
});
