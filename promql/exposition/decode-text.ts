// biome-ignore lint/suspicious/noControlCharactersInRegex: the question is whether a text has none but ASCII's
const ascii = /^[\x00-\x7f]*$/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Decodes `bytes` (one character for each byte) as UTF-8; `undefined` when they are not valid UTF-8. */
export function decodeText(bytes: string): string | undefined {
  if (ascii.test(bytes)) return bytes;
  try {
    return decoder.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
  } catch {
    // Invalid UTF-8 is a regular result; the caller reports it.
    return undefined;
  }
}

const escapes: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Undoes `\\`, `\"` and `\n`; any other backslash stands for itself, as in Prometheus. */
export function unescapeText(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\"n]/g, (escaped) => escapes[escaped] ?? escaped) : text;
}

/** Undoes the escapes of a `# HELP` line of the text format, where quotes are not escaped. */
export function unescapeHelp(text: string): string {
  return text.includes('\\') ? text.replace(/\\[\\n]/g, (escaped) => escapes[escaped] ?? escaped) : text;
}
