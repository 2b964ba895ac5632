/**
 * Prefix ranges and lengths by which card networks issue numbers (ISO/IEC 7812; ranges as the networks publish them).
 * The Luhn check digit alone would match every tenth order number, IMEI (prefixes 35 and 86, 15 digits) and SIM number
 * (prefix 89).
 */
const networks = [
  /^4(?:\d{12}|\d{15}|\d{18})$/, // Visa
  /^(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/, // Mastercard
  /^3[47]\d{13}$/, // American Express
  /^(?:30[0-5]\d|3095|3[689]\d\d)\d{10,15}$/, // Diners Club
  /^(?:6011|64[4-9]\d|65\d\d)\d{12,15}$/, // Discover
  /^35(?:2[89]|[3-8]\d)\d{12,15}$/, // JCB
  /^(?:62|81)\d{14,17}$/, // UnionPay
  /^(?:5018|5020|5038|5893|6304|6759|676[1-3])\d{9,15}$/, // Maestro
  /^220[0-4]\d{12,15}$/, // Mir
  /^(?:60\d\d|82\d\d|508\d)\d{12}$/, // RuPay
  /^9792\d{12}$/, // Troy
] as const;

const fewestDigits = 13;
const mostDigits = 19;

/** Digits in groups: up to three spaces, dashes or invisible separators between two digits still make one number. */
const runs = /\d+(?:[ _./-]{1,3}\d+)*/g;
const mayHold = /\d(?:[ _./-]{0,3}\d){12}/;

/** UUIDs and hexadecimal digests (MD5, SHA-1, SHA-256); digits inside them are not searched. */
const identifiers =
  /(?<![0-9a-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=\d*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}))(?![0-9a-z])/gi;

/** Groupings of a 13-digit card number as printed on cards; phone and article numbers are grouped differently. */
const groupsOfThirteen = ['13', '4,4,4,1', '4,3,3,3'];

/** E.164: `+` or `00`, then at most 15 digits. */
const mostPhoneDigits = 15;

interface Group {
  /** Indices into the list of the text's characters. */
  readonly start: number;
  readonly end: number;
  readonly digits: string;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Whether a text contains a card number: 13 to 19 digits of any script, in one run or in groups, within a network's
 * range and with a valid Luhn check digit. Not counted: phone numbers with a country prefix, EAN-13 article numbers,
 * UUIDs and digests.
 */
export function holdsCardNumber(text: string): boolean {
  return spansOf(charactersOf(text)).length > 0;
}

/** The text with each card number replaced by `[card number]`. */
export function maskCardNumbers(text: string): string {
  const characters = charactersOf(text);
  let rest = 0;
  let masked = '';
  for (const { start, end } of spansOf(characters)) {
    masked += `${characters.slice(rest, start).join('')}[card number]`;
    rest = end;
  }
  return rest === 0 ? text : masked + characters.slice(rest).join('');
}

function charactersOf(text: string): readonly string[] {
  return /\d|[^\p{ASCII}]/u.test(text) ? [...text] : [];
}

/** Card numbers in the order of the text; spans do not overlap. */
function spansOf(characters: readonly string[]): readonly Span[] {
  if (characters.length < fewestDigits) return [];
  const plain = characters.map(plainCharacter).join('');
  if (!mayHold.test(plain)) return [];
  const searched = plain.replaceAll(identifiers, (id) => 'x'.repeat(id.length));
  return [...searched.matchAll(runs)].flatMap((run) => spansOfRun(run, searched));
}

/**
 * Maps one character to one, so that indices stay valid: digits of every script to ASCII, every separator to a space or
 * a dash.
 */
function plainCharacter(character: string): string {
  if (character < '\u0080') return character <= ' ' ? ' ' : character;
  if (/^[\p{Nd}\p{No}]$/u.test(character)) return digitOf(character);
  if (/^\p{Pd}$/u.test(character)) return '-';
  return /^[\s\p{Z}\p{M}\p{Cf}\p{DI}\u00b7\u2022\u2212]$/u.test(character) ? ' ' : 'x';
}

/** Unicode lists the digits of each script in order, starting with zero. */
function digitOf(character: string): string {
  const compatible = character.normalize('NFKC');
  if (/^\d$/.test(compatible)) return compatible;
  if (!/^\p{Nd}$/u.test(character)) return 'x';
  let before = 0;
  for (let code = codeOf(character) - 1; /^\p{Nd}$/u.test(String.fromCodePoint(code)); code -= 1) before += 1;
  return String(before % 10);
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

/** Consecutive groups of a run that together form a card number. */
function spansOfRun(run: RegExpExecArray, text: string): readonly Span[] {
  const groups = groupsOf(run);
  const phoneEnd = endOfPhone(groups, text);
  const found: Span[] = [];
  for (let first = 0; first < groups.length; ) {
    const start = groups[first]?.start ?? 0;
    const count = start < phoneEnd ? 0 : countOfCard(groups.slice(first, first + mostDigits));
    const last = groups[first + count - 1];
    if (count > 0 && last !== undefined) found.push({ start, end: last.end });
    first += Math.max(1, count);
  }
  return found;
}

function groupsOf({ 0: run, index }: RegExpExecArray): readonly Group[] {
  return [...run.matchAll(/\d+/g)].map(({ 0: digits, index: place }) => {
    const start = index + place;
    return { start, end: start + digits.length, digits };
  });
}

/** Index after the phone number at the start of the run; 0 if there is none. */
function endOfPhone(groups: readonly Group[], text: string): number {
  const start = groups[0]?.start ?? 0;
  const all = groups.map(({ digits }) => digits).join('');
  const significant = text[start - 1] === '+' ? all : /^00[1-9]/.exec(all) === null ? null : all.slice(2);
  if (significant === null || significant.length > mostPhoneDigits) return 0;
  return groups.at(-1)?.end ?? 0;
}

/** Number of leading groups that form a card number; 0 if none do. */
function countOfCard(groups: readonly Group[]): number {
  let digits = '';
  for (const [place, group] of groups.entries()) {
    digits += group.digits;
    if (digits.length > mostDigits) return 0;
    if (digits.length < fewestDigits || !isIssued(digits)) continue;
    const sizes = groups.slice(0, place + 1).map((each) => each.digits.length);
    if (digits.length === fewestDigits ? isLegacyNumber(digits, sizes) : isOneNumber(sizes)) return place + 1;
  }
  return 0;
}

function isIssued(digits: string): boolean {
  return networks.some((network) => network.test(digits)) && weightedSum(digits, doubled) % 10 === 0;
}

/**
 * Small groups of different sizes are a list of numbers: the groups of a card number have at least three digits (except
 * the last) or are all of one size.
 */
function isOneNumber(sizes: readonly number[]): boolean {
  const [size = 0] = sizes;
  return sizes.slice(0, -1).every((each) => each === size) || sizes.slice(0, -1).every((each) => each >= 3);
}

function isLegacyNumber(digits: string, sizes: readonly number[]): boolean {
  return groupsOfThirteen.includes(sizes.join()) && !isArticleNumber(digits);
}

/**
 * EAN-13 (GS1): the check digit makes the sum a multiple of ten, with every second digit weighted by three. Visa no
 * longer issues 13-digit numbers.
 */
function isArticleNumber(digits: string): boolean {
  return weightedSum(digits, (digit) => digit * 3) % 10 === 0;
}

/** Luhn (ISO/IEC 7812-1, annex B). */
function doubled(digit: number): number {
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}

/** Sum of the digits; from the right, every second digit is weighted by `weigh`. */
function weightedSum(digits: string, weigh: (digit: number) => number): number {
  return [...digits]
    .reverse()
    .reduce((sum, digit, place) => sum + (place % 2 === 1 ? weigh(Number(digit)) : Number(digit)), 0);
}
