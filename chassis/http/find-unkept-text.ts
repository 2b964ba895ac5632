export interface UnkeptText {
  /** JSON pointer to the text, or to the object of which it is a key. */
  readonly instancePath: string;
  readonly message: string;
}

const message = 'must not hold the character U+0000, or half a surrogate pair';

/** Matches a surrogate only where it stands alone: with `u` a pair is one character. */
const unkept = /\0|\p{Surrogate}/u;

/**
 * Texts anywhere in a value that JSON can write and no database of ours can keep: PostgreSQL's text has no U+0000, and half a surrogate
 * pair is no character of UTF-8 (I-JSON, RFC 7493 section 2.1, forbids it). It looks level by level, so that depth costs no stack.
 */
export function findUnkeptText(value: unknown): readonly UnkeptText[] {
  const found: UnkeptText[] = [];
  let level: readonly (readonly [string, unknown])[] = [['', value]];
  while (level.length > 0) {
    const inner: (readonly [string, unknown])[] = [];
    for (const [instancePath, each] of level) {
      if (typeof each === 'string' && unkept.test(each)) found.push({ instancePath, message });
      if (typeof each !== 'object' || each === null) continue;
      const entries = Object.entries(each);
      if (entries.some(([key]) => unkept.test(key)))
        found.push({ instancePath, message: `${message}, in a key` });
      for (const [key, child] of entries) inner.push([`${instancePath}/${key}`, child]);
    }
    level = inner;
  }
  return found;
}
