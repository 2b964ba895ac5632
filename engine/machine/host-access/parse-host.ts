export interface ParsedHost {
  /** In its one spelling, as a browser has it: lower case, no final dot, addresses in full. */
  readonly name: string;
  /** As written; empty for the default one. */
  readonly port: string;
}

/**
 * Reads a name or address with or without a port, as Host has it; null for anything else. Only letters, digits, `-`,
 * `_`, dots and an address in brackets reach the parser of URLs, so that no user, path or escape can change the name.
 */
export function parseHost(host: string): ParsedHost | null {
  const [, name, port = ''] = /^([\w.-]+|\[[\da-f:.]+\])(?::(\d*))?$/i.exec(host) ?? [];
  if (name === undefined) return null;
  // Nearly every request on one machine.
  if (name === 'localhost' || name === '127.0.0.1') return { name, port };
  const url = `http://${name}`;
  return URL.canParse(url) ? { name: new URL(url).hostname.replace(/\.$/, ''), port } : null;
}
