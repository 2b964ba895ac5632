import { holdsCardNumber } from '../card-numbers/index.ts';

export interface UnkeptText {
  /** JSON pointer to the text, or to the object of which it is a key. */
  readonly instancePath: string;
  readonly message: string;
}

const unreadable = 'must not hold the character U+0000, or half a surrogate pair';
const cardNumber = 'must not hold a card number; pay with a token of the payment provider';

/** Matches a surrogate only where it stands alone: with `u` a pair is one character. */
const unreadableText = /\0|\p{Surrogate}/u;

/**
 * Texts anywhere in a value that JSON can write and no database of ours can or may keep: PostgreSQL's text has no U+0000, half a surrogate
 * pair is no character of UTF-8 (I-JSON, RFC 7493 section 2.1, forbids it), and card numbers are the payment provider's alone (PCI DSS 3.5).
 * It looks level by level, so that depth costs no stack.
 */
export function findUnkeptText(value: unknown): readonly UnkeptText[] {
  const found: UnkeptText[] = [];
  let level: readonly (readonly [string, unknown])[] = [['', value]];
  while (level.length > 0) {
    const inner: (readonly [string, unknown])[] = [];
    for (const [instancePath, each] of level) {
      const refusal = typeof each === 'string' ? refusalOf(each) : null;
      if (refusal !== null) found.push({ instancePath, message: refusal });
      if (typeof each !== 'object' || each === null) continue;
      const entries = Object.entries(each);
      const refusalOfKey = entries.map(([key]) => refusalOf(key)).find((each) => each !== null);
      if (refusalOfKey !== undefined) found.push({ instancePath, message: `${refusalOfKey} (in a key)` });
      for (const [key, child] of entries) inner.push([`${instancePath}/${key}`, child]);
    }
    level = inner;
  }
  return found;
}

function refusalOf(text: string): string | null {
  if (unreadableText.test(text)) return unreadable;
  return holdsCardNumber(text) ? cardNumber : null;
}
