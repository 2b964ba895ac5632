import { describe, expect, it } from 'vitest';
import { decideSubjectProblem } from './decide-subject-problem.ts';

describe('decideSubjectProblem', () => {
  it.each([
    'saga: merge consecutive local steps into one transaction',
    'engine/mesh, chassis: refuse two Host headers',
    'docs: describe `--allow-host NAME`: what it accepts',
    'Revert "saga: merge consecutive local steps into one transaction"',
  ])('accepts %s', (subject) => {
    expect(decideSubjectProblem(subject)).toBeUndefined();
  });

  it.each([
    ['Let the audit find more of what somebody changed by hand', 'names no area'],
    ['saga', 'names no area'],
    ['saga:merge steps', 'says no change behind ": "'],
    ['saga: ', 'says no change behind ": "'],
    ['Saga: merge steps', 'the area "Saga" is not a name in lower case'],
    ['fixup! saga: merge steps', 'the area "fixup! saga" is not a name in lower case'],
    [': merge steps', 'the area "" is not a name in lower case'],
    ['', 'names no area'],
  ])('refuses %j', (subject, problem) => {
    expect(decideSubjectProblem(subject)).toBe(problem);
  });
});
