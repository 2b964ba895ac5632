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
export function matchWhole(expression: string, text: string): boolean | null {
  try {
    return new RegExp(`^(?:${expression})$`).test(text);
  } catch {
    return null;
  }
}
