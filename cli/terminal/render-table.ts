import type { Paint, Style } from './paint.ts';

export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

export interface Column {
  readonly title?: string;
  readonly isRight?: boolean;
  /** Gives way first where the terminal is narrow. */
  readonly isShrinkable?: boolean;
}

export interface TableOptions {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (Cell | string)[])[];
  readonly paint: Paint;
  /** Of the terminal. */
  readonly width: number;
  readonly indent?: string;
}

const gap = '  ';
const narrowest = 6;

/** Aligned columns, as wide as their content; where that is wider than the terminal, the shrinkable ones are cut. */
export function renderTable({ columns, rows, paint, width, indent = '  ' }: TableOptions): string {
  const cells = rows.map((row) => row.map(asCell));
  const hasTitles = columns.some(({ title }) => title !== undefined);
  const titles = columns.map(({ title = '' }) => ({ text: title, style: 'faint' as const }));
  const all = hasTitles ? [titles, ...cells] : cells;
  const wanted = columns.map((_, index) => Math.max(0, ...all.map((row) => row[index]?.text.length ?? 0)));
  const widths = fitWidths(wanted, columns, width - indent.length);
  return all.map((row) => `${indent}${renderRow(row, columns, { widths, paint })}`).join('\n');
}

function renderRow(
  row: readonly Cell[],
  columns: readonly Column[],
  { widths, paint }: { widths: readonly number[]; paint: Paint },
): string {
  const last = row.findLastIndex(({ text }) => text !== '');
  return row
    .slice(0, last + 1)
    .map(({ text, style }, index) => {
      const width = widths[index] ?? 0;
      const cut = cutText(text, width);
      const padding = ' '.repeat(Math.max(0, width - cut.length));
      const painted = style === undefined ? cut : paint(style, cut);
      if (columns[index]?.isRight === true) return padding + painted;
      return index === last ? painted : painted + padding;
    })
    .join(gap);
}

function fitWidths(wanted: readonly number[], columns: readonly Column[], available: number): number[] {
  const widths = [...wanted];
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  for (let excess = total() - available; excess > 0; excess = total() - available) {
    const shrinkable = widths.map((width, index) =>
      columns[index]?.isShrinkable === true && width > narrowest ? width : 0,
    );
    const widest = shrinkable.indexOf(Math.max(...shrinkable));
    const width = shrinkable[widest] ?? 0;
    if (width === 0) break;
    widths[widest] = Math.max(narrowest, width - excess);
  }
  return widths;
}

/** A text of at most so many characters; what was cut off shows as an ellipsis. */
export function cutText(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 1 ? text.slice(0, width) : `${text.slice(0, width - 1)}…`;
}

function asCell(cell: Cell | string): Cell {
  return typeof cell === 'string' ? { text: cell } : cell;
}
