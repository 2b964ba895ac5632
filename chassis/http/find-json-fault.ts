export interface JsonFault {
  /** JSON pointer (RFC 6901) to the value; long segments are shortened. */
  readonly instancePath: string;
  /** What is wrong and where; follows the path in a sentence. */
  readonly message: string;
}

/** RFC 8259 section 9 allows a limit on depth. Our own bodies have at most ten levels. */
const mostLevels = 100;

const longestSegment = 64;

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** An object or array that is still open. */
interface Container {
  /** Keys of the object so far; null for an array. */
  readonly keys: Set<string> | null;
  /** Key or index of the next value. */
  place: string | number;
}

/**
 * Finds what valid JSON may contain but we refuse: a key twice in one object, which readers resolve differently (RFC
 * 8259 section 4; forbidden by I-JSON, RFC 7493 section 2.3), or more than 100 levels; null if there is neither. Keys
 * are compared after decoding their escapes. One pass in linear time; the text must be valid JSON.
 */
export function findJsonFault(text: string): JsonFault | null {
  const open: Container[] = [];
  let inner: Container | undefined;
  let expectsKey = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const start = at;
      at = endOfString(text, start);
      if (!expectsKey || !inner?.keys) continue;
      const key = keyBetween(text, start, at);
      inner.place = key;
      if (inner.keys.has(key))
        return { instancePath: pointerTo(open), message: `is given twice, again at ${placeOf(text, start)}` };
      inner.keys.add(key);
      expectsKey = false;
    } else if (code === openBrace || code === openBracket) {
      if (open.length === mostLevels) {
        const message = `is nested deeper than ${mostLevels} levels, at ${placeOf(text, at)}`;
        return { instancePath: '', message };
      }
      expectsKey = code === openBrace;
      inner = { keys: expectsKey ? new Set() : null, place: 0 };
      open.push(inner);
    } else if (code === closeBrace || code === closeBracket) {
      open.pop();
      inner = open.at(-1);
      expectsKey = false;
    } else if (code === comma && inner !== undefined) {
      if (typeof inner.place === 'number') inner.place += 1;
      expectsKey = inner.keys !== null;
    }
  }
  return null;
}

/**
 * Index of the closing quote of the string that begins at `start`: the first quote not preceded by an odd number of
 * backslashes.
 */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

function keyBetween(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end);
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}

function pointerTo(open: readonly Container[]): string {
  return open.map(({ place }) => `/${segmentOf(String(place))}`).join('');
}

function segmentOf(key: string): string {
  const shown = key.length > longestSegment ? `${key.slice(0, longestSegment)}…` : key;
  return shown.replaceAll('~', '~0').replaceAll('/', '~1');
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
