import { BlockList, isIP } from 'node:net';
import type { JsonValue } from './authorized-request.ts';

/** Whether a pattern of a policy fits; `*` alone asks for anything that is there, at an end it stands for anything. */
export function matchText(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  if (pattern.endsWith('*')) return text.startsWith(pattern.slice(0, -1));
  return text === pattern;
}

/** Host names have no case. A port is part of what is compared, as the client wrote it. */
export function matchHost(pattern: string, host: string): boolean {
  return matchText(pattern.toLowerCase(), host.toLowerCase());
}

/** The whole text against an expression, as Envoy has it; null where it is none. */
function matchWhole(expression: string, text: string): boolean | null {
  try {
    return new RegExp(`^(?:${expression})$`).test(text);
  } catch {
    return null;
  }
}

/** Whether an address lies in a block, or is it; null where the block is none. */
export function matchAddress(block: string, address: string | null): boolean | null {
  const [network = '', length, ...rest] = block.split('/');
  const family = isIP(network);
  if (family === 0 || rest.length > 0) return null;
  const widest = family === 4 ? 32 : 128;
  const prefix = length === undefined ? widest : /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefix <= widest)) return null;
  if (address === null || isIP(address) !== family) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(network, prefix, kind);
  return list.check(address, kind);
}

const scheme = 'spiffe://';

/** The identity of the peer's certificate; a caller in plaintext has none, so nothing fits it. */
export function matchPrincipal(pattern: string, principal: string | null): boolean | null {
  if (principal === null || principal === '') return false;
  if (pattern !== '*' && pattern.startsWith('*')) {
    return matchWhole(`${scheme}.*${pattern.slice(1)}`, `${scheme}${principal}`);
  }
  return matchText(pattern, principal);
}

export function matchNamespace(pattern: string, principal: string | null): boolean | null {
  if (principal === null) return false;
  return matchWhole(`.*/ns/${pattern.replaceAll('*', '.*')}/.*`, `${scheme}${principal}`);
}

/** `NAME` of the policy's own namespace, or `NAMESPACE/NAME`. */
export function matchServiceAccount(
  pattern: string,
  policyNamespace: string,
  principal: string | null,
): boolean | null {
  if (principal === null) return false;
  const slash = pattern.indexOf('/');
  const namespace = slash < 0 ? policyNamespace : pattern.slice(0, slash);
  const name = pattern.slice(slash + 1);
  return matchWhole(`${scheme}.+/ns/${namespace}/(.+/|)sa/${name}(/.+)?`, `${scheme}${principal}`);
}

/** Claims that hold words with spaces between; the proxy makes lists of them. */
const spaceDelimited: ReadonlySet<string> = new Set(['scope', 'permission']);

type Claims = Readonly<Record<string, JsonValue>> | null;

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

/** What a segment may hold (RFC 3986 `pchar`). */
const literal = "a-zA-Z0-9\\-._~%!$&'()+,;:@=";

const oneSegment = `[${literal}]+`;
const anySegments = `[${literal}/]*`;

/** `{*}` stands for one segment and `{**}` for any number of them; without either it is a pattern like others. */
export function matchPath(pattern: string, path: string): boolean {
  if (!/\{\*\*?\}/.test(pattern)) return matchText(pattern, path);
  const expression = pattern
    .split(/(\{\*\*?\}|\*\*?)/)
    .map((part, index) =>
      index % 2 === 0 ? literally(part) : part.includes('**') ? anySegments : oneSegment,
    )
    .join('');
  return new RegExp(`^${expression}$`).test(path);
}

function literally(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/**
 * The path that policies see: without query and fragment, and normalized as Istio's proxies do it unless they are told
 * otherwise (`pathNormalization: BASE`): unreserved characters decoded, `\` as `/`, dot segments resolved, slashes
 * kept.
 */
export function normalizePath(written: string): string {
  const path = written.replace(/[?#].*$/s, '');
  if (!path.startsWith('/')) return path;
  const decoded = path.replaceAll('\\', '/').replaceAll(/%([\da-fA-F]{2})/g, (whole, digits: string) => {
    const letter = String.fromCharCode(Number.parseInt(digits, 16));
    return /[\w.~-]/.test(letter) ? letter : whole;
  });
  return resolveDots(decoded);
}

function resolveDots(path: string): string {
  const segments = path.split('/').slice(1);
  const kept: string[] = [];
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    else if (isLast) kept.push('');
  }
  return `/${kept.join('/')}`;
}
