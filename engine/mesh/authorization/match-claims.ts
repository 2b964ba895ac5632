import type { JsonValue } from './authorized-request.ts';
import { matchText } from './match-text.ts';

type Claims = Readonly<Record<string, JsonValue>> | null;

/** Claims that hold words with spaces between; the proxy makes lists of them. */
const spaceDelimited: ReadonlySet<string> = new Set(['scope', 'permission']);

/** A text, or one of a list of texts, at the end of the names. */
export function matchClaim(pattern: string, names: readonly string[], claims: Claims): boolean {
  let value: JsonValue | undefined = claims;
  for (const name of names) value = fieldOf(value, name);
  const [only] = names;
  if (typeof value === 'string' && names.length === 1 && only !== undefined && spaceDelimited.has(only)) {
    value = value.split(' ');
  }
  const texts = Array.isArray(value) ? value : [value];
  return texts.some((text) => typeof text === 'string' && matchText(pattern, text));
}

function fieldOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** `ISSUER/SUBJECT`, parted at the last slash since issuers are addresses. */
export function matchRequestPrincipal(pattern: string, claims: Claims): boolean {
  const [issuer, subject] = [claims?.['iss'], claims?.['sub']];
  if (typeof issuer !== 'string' || typeof subject !== 'string') return false;
  const slash = pattern.lastIndexOf('/');
  if (slash < 0) return matchUnparted(pattern, issuer, subject);
  const [wantedIssuer, wantedSubject] = [pattern.slice(0, slash), pattern.slice(slash + 1)];
  // A wildcard counts at one end of the whole alone: before the issuer, or else behind the subject.
  if (pattern.startsWith('*')) return matchText(wantedIssuer, issuer) && subject === wantedSubject;
  return issuer === wantedIssuer && matchText(wantedSubject, subject);
}

/** Without a slash the wildcard stands for the other part whole. */
function matchUnparted(pattern: string, issuer: string, subject: string): boolean {
  if (pattern.startsWith('*')) return matchText('*', issuer) && matchText(pattern, subject);
  if (pattern.endsWith('*')) return matchText(pattern, issuer) && matchText('*', subject);
  return issuer === pattern && subject === '';
}

/** The names in `[a][b]`; brackets that do not pair up are one name. Null where there are none. */
export function namesInBrackets(text: string): readonly string[] | null {
  if (/^(\[[^[\]]*\])+$/.test(text))
    return [...text.matchAll(/\[([^[\]]*)\]/g)].map(([, name]) => name ?? '');
  return text.startsWith('[') && text.endsWith(']') ? [text.slice(1, -1)] : null;
}
