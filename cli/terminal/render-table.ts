import type { Paint, Style } from './paint.ts';

export interface Cell {
  readonly text: string;
  readonly style?: Style | undefined;
}

export interface Column {
  readonly title?: string;
  readonly isRight?: boolean;
  /** Truncated on a narrow terminal, down to `least` characters (6 by default). */
  readonly isShrinkable?: boolean;
  readonly least?: number;
  /** Truncated at the start, because the ends of the cells distinguish them. */
  readonly isCutAtStart?: boolean;
  /** Dropped on a narrow terminal; the column with the lowest order first. */
  readonly dropOrder?: number;
}

interface TableOptions {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly (Cell | string)[])[];
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  readonly indent?: string;
}

const gap = '  ';
const narrowest = 6;

/**
 * Renders aligned columns, as wide as their content. On a narrow terminal shrinkable columns are truncated, and if that
 * is not enough, optional ones are dropped.
 */
export function renderTable({ columns, rows, paint, width, indent = '  ' }: TableOptions): string {
  const cells = rows.map((row) => row.map(asCell));
  const hasTitles = columns.some(({ title }) => title !== undefined);
  const titles = columns.map(({ title = '' }) => ({ text: title, style: 'faint' as const }));
  const all = hasTitles ? [titles, ...cells] : cells;
  const available = width - indent.length;
  const measured = columns.map((column, index) => ({
    column,
    index,
    wanted: Math.max(0, ...all.map((row) => row[index]?.text.length ?? 0)),
  }));
  const kept = dropColumns(measured, available);
  const shown = kept.map(({ column }) => column);
  const widths = fitWidths(
    kept.map(({ wanted }) => wanted),
    shown,
    available,
  );
  return all
    .map((row) => kept.map(({ index }) => row[index] ?? { text: '' }))
    .map((row) => `${indent}${renderRow(row, shown, { widths, paint })}`)
    .join('\n');
}

interface MeasuredColumn {
  readonly column: Column;
  readonly index: number;
  readonly wanted: number;
}

/** The columns that fit when all are truncated to their minimum. */
function dropColumns(measured: readonly MeasuredColumn[], available: number): readonly MeasuredColumn[] {
  const least = measured.map(({ column, wanted }) =>
    column.isShrinkable === true ? Math.min(wanted, column.least ?? narrowest) : wanted,
  );
  const room = least.reduce((sum, width) => sum + width, gap.length * (measured.length - 1));
  const orders = measured.map(({ column }) => column.dropOrder ?? Number.POSITIVE_INFINITY);
  const first = Math.min(...orders);
  if (room <= available || !Number.isFinite(first)) return measured;
  return dropColumns(
    measured.filter(({ column }) => column.dropOrder !== first),
    available,
  );
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
      const cut = columns[index]?.isCutAtStart === true ? cutStart(text, width) : cutText(text, width);
      const padding = ' '.repeat(Math.max(0, width - cut.length));
      const painted = style === undefined ? cut : paint(style, cut);
      if (columns[index]?.isRight === true) return padding + painted;
      return index === last ? painted : painted + padding;
    })
    .join(gap);
}

function fitWidths(wanted: readonly number[], columns: readonly Column[], available: number): number[] {
  const widths = [...wanted];
  const leastOf = (index: number) => columns[index]?.least ?? narrowest;
  const total = () => widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1));
  for (let excess = total() - available; excess > 0; excess = total() - available) {
    const shrinkable = widths.map((width, index) =>
      columns[index]?.isShrinkable === true && width > leastOf(index) ? width : 0,
    );
    const widest = shrinkable.indexOf(Math.max(...shrinkable));
    const width = shrinkable[widest] ?? 0;
    if (width === 0) break;
    widths[widest] = Math.max(leastOf(widest), width - excess);
  }
  return widths;
}

/** Truncates a text to `width` characters, with an ellipsis. */
export function cutText(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 1 ? text.slice(0, width) : `${text.slice(0, width - 1)}…`;
}

function cutStart(text: string, width: number): string {
  if (text.length <= width) return text;
  return width <= 1 ? text.slice(text.length - width) : `…${text.slice(1 - width)}`;
}

function asCell(cell: Cell | string): Cell {
  return typeof cell === 'string' ? { text: cell } : cell;
}
