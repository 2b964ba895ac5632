/** First position at which a text is not JSON, and what was expected there. */
interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const literal = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these in a string.
const characters = /[^"\\\u0000-\u001f]*/y;
const escaped = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;
const space = /[ \t\r\n]*/y;

/** Bounds the recursion; deeper than any document in practice. */
const maxDepth = 100;

class Mistake {
  readonly offset: number;
  /** Null where the text is nested too deeply. */
  readonly expected: string | null;

  constructor(offset: number, expected: string | null) {
    this.offset = offset;
    this.expected = expected;
  }
}

/** Null for valid JSON of at most 100 levels. `JSON.parse` gives no position for short texts. */
export function findJsonError(text: string): JsonError | null {
  try {
    const end = skip(space, text, readValue(text, 0, 0));
    if (end < text.length) throw new Mistake(end, 'the end');
    return null;
  } catch (mistake) {
    if (!(mistake instanceof Mistake)) throw mistake;
    const before = text.slice(0, mistake.offset).split('\n');
    const message = describe(mistake, text);
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, message };
  }
}

function describe({ offset, expected }: Mistake, text: string): string {
  if (expected === null) return `is nested too deeply: at most ${maxDepth} levels can be read`;
  const found = text[offset];
  return `is not JSON: expected ${expected}, found ${found === undefined ? 'the end' : JSON.stringify(found)}`;
}

/** Offset after the value that starts at `offset`. */
function readValue(text: string, offset: number, depth: number): number {
  const start = skip(space, text, offset);
  const opens = text[start] === '{' || text[start] === '[';
  if (opens && depth >= maxDepth) throw new Mistake(start, null);
  if (text[start] === '{')
    return readList(text, start, { close: '}', depth: depth + 1, readEntry: readField });
  if (text[start] === '[')
    return readList(text, start, { close: ']', depth: depth + 1, readEntry: readValue });
  const end = Math.max(skipString(text, start), skip(literal, text, start));
  if (end === start) throw new Mistake(start, text[start] === '"' ? 'a string that is closed' : 'a value');
  return end;
}

interface ListForm {
  readonly close: string;
  readonly depth: number;
  readonly readEntry: (text: string, offset: number, depth: number) => number;
}

function readList(text: string, start: number, { close, depth, readEntry }: ListForm): number {
  let end = skip(space, text, start + 1);
  if (text[end] === close) return end + 1;
  for (;;) {
    end = skip(space, text, readEntry(text, end, depth));
    if (text[end] === close) return end + 1;
    if (text[end] !== ',') throw new Mistake(end, `"," or ${JSON.stringify(close)}`);
    end += 1;
  }
}

function readField(text: string, offset: number, depth: number): number {
  const start = skip(space, text, offset);
  const name = skipString(text, start);
  if (name === start) throw new Mistake(start, 'a name in double quotes');
  const colon = skip(space, text, name);
  if (text[colon] !== ':') throw new Mistake(colon, '":"');
  return readValue(text, colon + 1, depth);
}

/** `start` if no string that is closed begins there. A loop: one pattern for all would use stack for each character. */
function skipString(text: string, start: number): number {
  if (text[start] !== '"') return start;
  for (let at = start + 1; ; ) {
    const end = skip(characters, text, at);
    if (text[end] === '"') return end + 1;
    at = skip(escaped, text, end);
    if (at === end) return start;
  }
}

function skip(pattern: RegExp, text: string, offset: number): number {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : offset;
}
