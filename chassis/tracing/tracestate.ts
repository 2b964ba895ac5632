const mostMembers = 32;

/** At least 512 characters must be forwarded; a quarter of our servers' header limit leaves room for other headers. */
const mostCharacters = 4_096;

/** Members longer than this are dropped first. */
const longMember = 128;

const memberPattern =
  /^[a-z0-9][a-z0-9_\-*/@]{0,255}=[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

const isWhiteSpace = (character: string | undefined): boolean => character === ' ' || character === '\t';

/** Trims optional white space (spaces and tabs, RFC 9110 section 5.6.3) in linear time. */
export function withoutOuterWhiteSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isWhiteSpace(text[start])) start += 1;
  while (end > start && isWhiteSpace(text[end - 1])) end -= 1;
  return text.slice(start, end);
}

/** https://www.w3.org/TR/trace-context-2/#tracestate-limits: long members first, then from the end of the list. */
function shorten(members: readonly string[]): readonly string[] {
  const left = [...members];
  while (left.join().length > mostCharacters) {
    const long = left.findLastIndex(({ length }) => length > longMember);
    left.splice(long === -1 ? left.length - 1 : long, 1);
  }
  return left;
}

/**
 * The `tracestate` to forward for a received one, whose lines were joined by commas: the same members in the same order
 * without white space and empty members; undefined if a member is malformed or there are more than 32, because one
 * invalid member invalidates the list. Duplicate keys are forwarded: avoiding them is the sender's duty.
 * https://www.w3.org/TR/trace-context-2/#tracestate-header
 */
export function acceptTracestate(header: string | undefined): string | undefined {
  const members = (header ?? '')
    .split(',')
    .map(withoutOuterWhiteSpace)
    .filter((member) => member !== '');
  const isValid = members.length <= mostMembers && members.every((member) => memberPattern.test(member));
  return isValid && members.length > 0 ? shorten(members).join(',') : undefined;
}
