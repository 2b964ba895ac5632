import { anyOf, not, perlClass, posixClass, range, unicodeClass } from './character-classes.ts';
import { type CharacterTest, type ParsedPattern, PatternError, type PatternNode } from './pattern-syntax.ts';

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiline: boolean;
  readonly dotTakesAll: boolean;
  readonly isUngreedy: boolean;
}

const largestRepeat = 1000;
const largestCodePoint = 0x10ffff;
const repeatCount = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/;
const deepestNesting = 250;

/** Reads a pattern in RE2's syntax; `.` matches newlines, as in Prometheus. Throws `PatternError`. */
export function parsePattern(source: string): ParsedPattern {
  const parser = new PatternParser(source);
  const root = parser.parseAll();
  return { root, groupCount: parser.groupCount, groupNumbers: parser.groupNumbers };
}

class PatternParser {
  groupCount = 0;
  readonly groupNumbers = new Map<string, number>();
  readonly #characters: readonly string[];
  readonly #source: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoresCase: false, isMultiline: false, dotTakesAll: true, isUngreedy: false };

  constructor(source: string) {
    this.#source = source;
    this.#characters = [...source];
  }

  parseAll(): PatternNode {
    const root = this.#parseChoice();
    if (this.#at < this.#characters.length) throw new PatternError(`unexpected ): \`${this.#source}\``);
    return root;
  }

  get #here(): string {
    return this.#characters[this.#at] ?? '';
  }

  #startsWith(text: string): boolean {
    return this.#characters.slice(this.#at, this.#at + text.length).join('') === text;
  }

  #take(text: string): boolean {
    const isHere = this.#startsWith(text);
    if (isHere) this.#at += text.length;
    return isHere;
  }

  #takeUntil(end: string, what: string): string {
    const start = this.#at;
    while (this.#at < this.#characters.length && !this.#startsWith(end)) this.#at++;
    if (!this.#startsWith(end)) throw new PatternError(`missing ${end} in ${what}: \`${this.#source}\``);
    const text = this.#characters.slice(start, this.#at).join('');
    this.#at += end.length;
    return text;
  }

  #parseChoice(): PatternNode {
    if (++this.#depth > deepestNesting) throw new PatternError('expression nests too deeply');
    const options = [this.#parseSequence()];
    while (this.#take('|')) options.push(this.#parseSequence());
    this.#depth--;
    const [only] = options;
    return options.length === 1 && only ? only : { kind: 'choice', options };
  }

  #parseSequence(): PatternNode {
    const parts: PatternNode[] = [];
    while (this.#here !== '' && this.#here !== '|' && this.#here !== ')') {
      if (this.#take('\\Q')) {
        const isClosed = this.#characters.slice(this.#at).join('').includes('\\E');
        const literal = isClosed ? this.#takeUntil('\\E', 'literal') : this.#takeRest();
        for (const character of literal) parts.push(this.#literal(character));
        const last = parts.pop();
        if (last) parts.push(this.#parseRepeat(last));
        continue;
      }
      const one = this.#parseOne();
      if (one !== null) parts.push(this.#parseRepeat(one));
    }
    return parts.length === 0 ? { kind: 'empty' } : { kind: 'sequence', parts };
  }

  #takeRest(): string {
    const rest = this.#characters.slice(this.#at).join('');
    this.#at = this.#characters.length;
    return rest;
  }

  #parseRepeat(body: PatternNode): PatternNode {
    let node = body;
    let times = 0;
    for (;;) {
      const bounds = this.#takeBounds();
      if (bounds === undefined) return node;
      if (++times > 1) throw new PatternError(`invalid nested repetition operator: \`${this.#source}\``);
      const isLazy = this.#take('?') !== this.#flags.isUngreedy;
      node = { kind: 'repeat', body: node, ...bounds, isGreedy: !isLazy };
      if (!repeatsAtMost(node, largestRepeat))
        throw new PatternError(`invalid repeat count: \`${this.#source}\``);
    }
  }

  #takeBounds(): { least: number; most: number } | undefined {
    if (this.#take('*')) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#take('+')) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#take('?')) return { least: 0, most: 1 };
    const match = repeatCount.exec(this.#characters.slice(this.#at, this.#at + 30).join(''));
    if (match === null) return undefined;
    const least = Number(match[1]);
    const most =
      match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least > largestRepeat || (most !== Number.POSITIVE_INFINITY && most > largestRepeat) || most < least)
      throw new PatternError(`invalid repeat count: \`${match[0]}\``);
    this.#at += match[0].length;
    return { least, most };
  }

  /** Null where flags stand alone in their parentheses. */
  #parseOne(): PatternNode | null {
    const character = this.#here;
    if (character === '(') return this.#parseGroup();
    if (character === '[') return { kind: 'character', test: this.#parseClass() };
    if (character === '\\') return this.#parseEscape();
    this.#at++;
    if (character === '.') {
      const { dotTakesAll } = this.#flags;
      return { kind: 'character', test: (codePoint) => dotTakesAll || codePoint !== 10 };
    }
    if (character === '^')
      return { kind: 'assertion', assertion: this.#flags.isMultiline ? 'line-start' : 'text-start' };
    if (character === '$')
      return { kind: 'assertion', assertion: this.#flags.isMultiline ? 'line-end' : 'text-end' };
    if (/[*+?]/.test(character) || (character === '{' && this.#startsWithCount()))
      throw new PatternError(`missing argument to repetition operator: \`${character}\``);
    return this.#literal(character);
  }

  #startsWithCount(): boolean {
    return repeatCount.test(this.#characters.slice(this.#at - 1, this.#at + 29).join(''));
  }

  #literal(character: string): PatternNode {
    const codePoint = character.codePointAt(0) ?? 0;
    return { kind: 'character', test: range(codePoint, codePoint, this.#flags.ignoresCase) };
  }

  #parseGroup(): PatternNode | null {
    this.#at++;
    const outer = this.#flags;
    let number = 0;
    if (this.#take('?P<') || (this.#startsWith('?<') && this.#take('?<'))) {
      const name = this.#takeUntil('>', 'group name');
      if (!/^[A-Za-z0-9_]+$/.test(name) || this.groupNumbers.has(name))
        throw new PatternError(`invalid or duplicate named capture: \`${name}\``);
      number = ++this.groupCount;
      this.groupNumbers.set(name, number);
    } else if (this.#take('?')) {
      // `(?i)` holds to the end of the group that it stands in.
      if (this.#takeFlags()) return null;
    } else number = ++this.groupCount;
    const body = this.#parseChoice();
    if (!this.#take(')')) throw new PatternError(`missing closing ): \`${this.#source}\``);
    this.#flags = outer;
    return number === 0 ? body : { kind: 'group', number, body };
  }

  /** True when the flags stand alone in their parentheses. */
  #takeFlags(): boolean {
    const match = /^([imsU]*)(?:-([imsU]+))?([:)])/.exec(
      this.#characters.slice(this.#at, this.#at + 12).join(''),
    );
    if (match === null) throw new PatternError(`invalid or unsupported Perl syntax: \`(?${this.#here}\``);
    const [all, on = '', off = '', end] = match;
    this.#at += all.length;
    const flag = (letter: string, now: boolean): boolean =>
      on.includes(letter) || (now && !off.includes(letter));
    const flags = this.#flags;
    this.#flags = {
      ignoresCase: flag('i', flags.ignoresCase),
      isMultiline: flag('m', flags.isMultiline),
      dotTakesAll: flag('s', flags.dotTakesAll),
      isUngreedy: flag('U', flags.isUngreedy),
    };
    return end === ')';
  }

  #parseEscape(): PatternNode {
    const letter = this.#characters[this.#at + 1] ?? '';
    const assertion = ({ A: 'text-start', z: 'text-end', b: 'word-border', B: 'no-word-border' } as const)[
      letter
    ];
    if (assertion !== undefined) {
      this.#at += 2;
      return { kind: 'assertion', assertion };
    }
    const named = this.#takeNamedClass();
    if (named !== undefined) return { kind: 'character', test: named };
    const codePoint = this.#takeEscapedCharacter();
    return { kind: 'character', test: range(codePoint, codePoint, this.#flags.ignoresCase) };
  }

  /** `\d`, `\pL`, `\P{Greek}`. */
  #takeNamedClass(): CharacterTest | undefined {
    const letter = this.#characters[this.#at + 1] ?? '';
    const perl = perlClass(letter);
    if (perl !== undefined) {
      this.#at += 2;
      return perl;
    }
    if (letter !== 'p' && letter !== 'P') return undefined;
    this.#at += 2;
    const name = this.#take('{')
      ? this.#takeUntil('}', 'character class')
      : (this.#characters[this.#at++] ?? '');
    return unicodeClass(name, letter === 'P');
  }

  #takeEscapedCharacter(): number {
    const rest = this.#characters.slice(this.#at + 1, this.#at + 12).join('');
    const code = /^x([0-9A-Fa-f]{2})/.exec(rest) ?? /^x\{([0-9A-Fa-f]{1,6})\}/.exec(rest);
    if (code) {
      const codePoint = Number.parseInt(code[1] ?? '', 16);
      if (codePoint > largestCodePoint) throw new PatternError(`invalid escape sequence: \`\\${code[0]}\``);
      this.#at += 1 + code[0].length;
      return codePoint;
    }
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(rest);
    if (octal) {
      this.#at += 1 + octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    const letter = rest.charAt(0);
    const control = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 }[letter];
    if (control === undefined && (letter === '' || /[A-Za-z0-9]/.test(letter)))
      throw new PatternError(
        letter === ''
          ? 'trailing backslash at end of expression'
          : `invalid escape sequence: \`\\${letter}\``,
      );
    this.#at += 2;
    return control ?? letter.codePointAt(0) ?? 0;
  }

  #parseClass(): CharacterTest {
    this.#at++;
    const isNegated = this.#take('^');
    const tests: CharacterTest[] = [];
    for (let isFirst = true; isFirst || this.#here !== ']'; isFirst = false) {
      if (this.#here === '') throw new PatternError(`missing closing ]: \`${this.#source}\``);
      if (this.#startsNamedClass()) tests.push(this.#takePosixClass());
      else tests.push((this.#here === '\\' ? this.#takeNamedClass() : undefined) ?? this.#takeRange());
    }
    this.#at++;
    return isNegated ? not(anyOf(tests)) : anyOf(tests);
  }

  #startsNamedClass(): boolean {
    return (
      this.#startsWith('[:') &&
      this.#characters
        .slice(this.#at + 2)
        .join('')
        .includes(':]')
    );
  }

  #takePosixClass(): CharacterTest {
    this.#at += 2;
    return posixClass(this.#takeUntil(':]', 'character class'));
  }

  #takeRange(): CharacterTest {
    const from = this.#takeClassCharacter();
    const isRange = this.#here === '-' && (this.#characters[this.#at + 1] ?? ']') !== ']';
    if (!isRange) return range(from, from, this.#flags.ignoresCase);
    this.#at++;
    const to = this.#takeClassCharacter();
    if (to < from) throw new PatternError('invalid character class range');
    return range(from, to, this.#flags.ignoresCase);
  }

  #takeClassCharacter(): number {
    if (this.#here === '\\') return this.#takeEscapedCharacter();
    return (this.#characters[this.#at++] ?? '').codePointAt(0) ?? 0;
  }
}

/** RE2 multiplies counts that stand inside one another, and refuses what comes to more than its limit. */
function repeatsAtMost(node: PatternNode, limit: number): boolean {
  switch (node.kind) {
    case 'repeat': {
      if (node.most === 0) return true;
      const times = node.most === Number.POSITIVE_INFINITY ? node.least : node.most;
      return times <= limit && repeatsAtMost(node.body, times > 0 ? Math.floor(limit / times) : limit);
    }
    case 'sequence':
      return node.parts.every((part) => repeatsAtMost(part, limit));
    case 'choice':
      return node.options.every((option) => repeatsAtMost(option, limit));
    case 'group':
      return repeatsAtMost(node.body, limit);
    default:
      return true;
  }
}
