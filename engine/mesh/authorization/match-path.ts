import { matchText } from './match-text.ts';

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
 * otherwise (`pathNormalization: BASE`): unreserved characters decoded, `\` as `/`, dot segments resolved, slashes kept.
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
