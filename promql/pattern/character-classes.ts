import { type CharacterTest, PatternError } from './pattern-syntax.ts';

const inRange =
  (from: number, to: number): CharacterTest =>
  (codePoint) =>
    codePoint >= from && codePoint <= to;

export const not =
  (test: CharacterTest): CharacterTest =>
  (codePoint) =>
    !test(codePoint);

export const anyOf =
  (tests: readonly CharacterTest[]): CharacterTest =>
  (codePoint) =>
    tests.some((test) => test(codePoint));

/** A range of characters; ignores case with `ignoresCase`. */
export function range(from: number, to: number, ignoresCase: boolean): CharacterTest {
  const exact = inRange(from, to);
  if (!ignoresCase) return exact;
  return (codePoint) => exact(codePoint) || otherCases(codePoint).some(exact);
}

function otherCases(codePoint: number): number[] {
  const text = String.fromCodePoint(codePoint);
  const lower = text.toLowerCase();
  const cases = [lower, text.toUpperCase(), lower.toUpperCase()];
  return cases.filter((one) => [...one].length === 1).map((one) => one.codePointAt(0) ?? 0);
}

const digit = inRange(48, 57);
const lower = inRange(97, 122);
const upper = inRange(65, 90);
const isSpace: CharacterTest = (codePoint) =>
  codePoint === 32 || codePoint === 9 || codePoint === 10 || codePoint === 12 || codePoint === 13;
export const isWordCharacter: CharacterTest = (codePoint) =>
  digit(codePoint) || lower(codePoint) || upper(codePoint) || codePoint === 95;

const perl: Readonly<Record<string, CharacterTest>> = {
  d: digit,
  D: not(digit),
  s: isSpace,
  S: not(isSpace),
  w: isWordCharacter,
  W: not(isWordCharacter),
};

/** `\d`, `\S` and the like; undefined for another letter. */
export function perlClass(letter: string): CharacterTest | undefined {
  return perl[letter];
}

const posix: Readonly<Record<string, CharacterTest>> = {
  alnum: anyOf([digit, lower, upper]),
  alpha: anyOf([lower, upper]),
  ascii: inRange(0, 127),
  blank: (codePoint) => codePoint === 9 || codePoint === 32,
  cntrl: anyOf([inRange(0, 31), inRange(127, 127)]),
  digit,
  graph: inRange(33, 126),
  lower,
  print: inRange(32, 126),
  punct: anyOf([inRange(33, 47), inRange(58, 64), inRange(91, 96), inRange(123, 126)]),
  space: anyOf([isSpace, inRange(11, 11)]),
  upper,
  word: isWordCharacter,
  xdigit: anyOf([digit, inRange(65, 70), inRange(97, 102)]),
};

/** `[:alpha:]`, `[:^alpha:]`, given without brackets and colons. */
export function posixClass(name: string): CharacterTest {
  const isNegated = name.startsWith('^');
  const test = posix[isNegated ? name.slice(1) : name];
  if (test === undefined) throw new PatternError(`invalid character class range: \`[:${name}:]\``);
  return isNegated ? not(test) : test;
}

/** `\p{Greek}`, `\pL`, `\p{^Lu}`. */
export function unicodeClass(name: string, isNegated: boolean): CharacterTest {
  const inner = name.startsWith('^') ? name.slice(1) : name;
  const flips = isNegated !== name.startsWith('^');
  if (inner === 'Any') return () => !flips;
  // Categories by their one or two letters, scripts by their names: RE2 knows no other properties.
  const candidates = /^[A-Z][a-z]?$/.test(inner) ? [`\\p{gc=${inner}}`] : [`\\p{Script=${inner}}`];
  for (const source of candidates) {
    try {
      const pattern = new RegExp(`^${source}$`, 'u');
      const test: CharacterTest = (codePoint) => pattern.test(String.fromCodePoint(codePoint));
      return flips ? not(test) : test;
    } catch {
      // The next way to name a class may know it.
    }
  }
  throw new PatternError(`invalid character class range: \`\\p{${name}}\``);
}
