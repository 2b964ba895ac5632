import type { Paint } from './paint.ts';
import type { Cell } from './render-table.ts';

const separator = ' · ';
const continuation = '  ';

/** Short pieces in a row, ` · ` between them; where the line would be too wide it goes on below, broken between two pieces. */
export function wrapParts(
  parts: readonly Cell[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  let [text, width] = ['', 0];
  for (const part of parts) {
    const painted = part.style === undefined ? part.text : paint(part.style, part.text);
    const fits = width + separator.length + part.text.length <= columns;
    if (text === '') [text, width] = [painted, part.text.length];
    else if (fits) [text, width] = [text + separator + painted, width + separator.length + part.text.length];
    else [text, width] = [`${text}\n${continuation}${painted}`, continuation.length + part.text.length];
  }
  return text;
}
