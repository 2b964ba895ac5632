import { matchText, matchWhole } from './match-text.ts';

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
