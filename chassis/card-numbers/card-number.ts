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

const mayHold = /\d(?:[^0-9A-Za-z]*\d){12}/;

/** Between two groups of one number, where several blanks count as one. */
const gap = /^[^0-9A-Za-z]{1,4}$/;
const plainGap = /^[ _./-]{1,3}$/;
const phoneGap = /^[ ()./-]{1,3}$/;

/** Groupings printed on cards: distinct enough to be found with any punctuation between the groups. */
const printedGroups = /^(?:4,4,4,[1-7]|4,4,4,4,[1-3]|4,6,[45]|6,13|8,8)$/;

const imeiGroups = /^2,6,6,[12]$/;
const date =
  /(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\D(?:0?[1-9]|1[0-2])\D(?:19|20)\d\d|(?:19|20)\d\d\D[01]\d\D[0-3]\d)(?!\d)/;

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
  /** What separates it from the group before, several blanks as one; empty at the start of a run. */
  readonly gap: string;
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

/** None if the text cannot hold a number, as most ids and words cannot. */
function charactersOf(text: string): readonly string[] {
  return mayHold.test(text) || /[^\p{ASCII}]/u.test(text) ? [...text] : [];
}

/** Card numbers in the order of the text; spans do not overlap. */
function spansOf(characters: readonly string[]): readonly Span[] {
  if (characters.length < fewestDigits) return [];
  const plain = characters.map(plainCharacter).join('');
  if (!mayHold.test(plain)) return [];
  const searched = plain.replaceAll(identifiers, (id) => 'x'.repeat(id.length));
  return runsOf(searched).flatMap((run) => spansOfRun(run, searched));
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

/** Groups of digits with at most four characters other than letters and digits between one and the next. */
function runsOf(text: string): readonly (readonly Group[])[] {
  const runs: Group[][] = [];
  let end = 0;
  for (const { 0: written, index } of text.matchAll(/\d+/g)) {
    const between = text.slice(end, index).replaceAll(/ +/g, ' ');
    const run = gap.test(between) ? runs.at(-1) : undefined;
    end = index + written.length;
    // After the international prefix a card number may follow as well as a phone number.
    const digits = written.length > fewestDigits ? written.replace(/^00(?=[1-9])/, '') : written;
    const group = { start: end - digits.length, end, digits, gap: run === undefined ? '' : between };
    if (run === undefined) runs.push([group]);
    else run.push(group);
  }
  return runs;
}

/** Consecutive groups of a run that together form a card number. */
function spansOfRun(groups: readonly Group[], text: string): readonly Span[] {
  const found: Span[] = [];
  for (let first = 0; first < groups.length; ) {
    const next = groups.slice(first, first + mostDigits);
    const phone = countOfPhone(next, text);
    const count = phone > 0 ? 0 : countOfCard(next, first === 0 && next.length === groups.length);
    const last = next[count - 1];
    if (count > 0 && last !== undefined) found.push({ start: next[0]?.start ?? 0, end: last.end });
    first += Math.max(1, phone, count);
  }
  return found;
}

/**
 * Number of leading groups that form a phone number with its country prefix; 0 if none do, or if the digits after the
 * prefix are a card number (of 14 digits or more: those of 13 are no longer issued).
 */
function countOfPhone(groups: readonly Group[], text: string): number {
  const start = groups[0]?.start ?? 0;
  const isPrefixed = text[start - 1] === '+' || text.slice(start - 2, start) === '00';
  if (!isPrefixed && text[start] !== '0') return 0;
  const stop = groups.findIndex(({ gap: before }, place) => place > 0 && !phoneGap.test(before));
  const own = stop === -1 ? groups : groups.slice(0, stop);
  const all = own.map(({ digits }) => digits).join('');
  const significant = isPrefixed ? all : /^00[1-9]/.test(all) ? all.slice(2) : null;
  if (significant === null || significant.length > mostPhoneDigits) return 0;
  return significant.length > fewestDigits && isIssued(significant) ? 0 : own.length;
}

/** Number of leading groups that form a card number; 0 if none do. `isRun`: the groups are a whole run. */
function countOfCard(groups: readonly Group[], isRun: boolean): number {
  let digits = '';
  for (const [place, group] of groups.entries()) {
    digits += group.digits;
    if (digits.length > mostDigits) return 0;
    if (digits.length < fewestDigits || !isIssued(digits)) continue;
    const used = groups.slice(0, place + 1);
    const sizes = used.map((each) => each.digits.length);
    const isWhole = isRun && used.length === groups.length;
    if (digits.length === fewestDigits ? isLegacyNumber(digits, sizes) : isOneNumber(used, isWhole))
      return place + 1;
  }
  return 0;
}

function isIssued(digits: string): boolean {
  return networks.some((network) => network.test(digits)) && weightedSum(digits, doubled) % 10 === 0;
}

/**
 * Whether groups are written as one number. With blanks, dashes, dots or slashes between them: all of one size or of at
 * least three digits (except the last). With any other punctuation: grouped as printed on cards, so that
 * `4111, 1111, 1111, 1111` is a card number, or a whole run of one size with the same punctuation.
 */
function isOneNumber(groups: readonly Group[], isWhole: boolean): boolean {
  const sizes = groups.map(({ digits }) => digits.length);
  const gaps = groups.slice(1).map((group) => group.gap);
  const [size = 0] = sizes;
  const isOfOneSize = sizes.slice(0, -1).every((each) => each === size);
  if (printedGroups.test(sizes.join())) return true;
  if (
    gaps.every((each) => plainGap.test(each)) &&
    (isOfOneSize || sizes.slice(0, -1).every((each) => each >= 3))
  )
    return true;
  if (!isWhole) return false;
  // Short groups with more than one character between them, such as `4, 5, 5`, are a list.
  if (isOfOneSize) return new Set(gaps).size <= 1 && (size >= 3 || gaps[0]?.length === 1);
  return isIrregular(groups, sizes);
}

/** Small groups of different sizes with a blank or dash between: mostly lists, so the run must be no other thing. */
function isIrregular(groups: readonly Group[], sizes: readonly number[]): boolean {
  const digits = sizes.reduce((sum, size) => sum + size, 0);
  if (digits < 15 || digits > 16 || sizes.includes(1) || imeiGroups.test(sizes.join())) return false;
  const written = groups.map((group) => group.gap + group.digits).join('');
  return groups.slice(1).every(({ gap: each }) => each === ' ' || each === '-') && !date.test(written);
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
