import type { Paint } from '../../terminal/paint.ts';

interface ChartPoint {
  readonly timeMs: number;
  readonly value: number;
}

interface ChartOptions {
  readonly points: readonly ChartPoint[];
  readonly startMs: number;
  readonly endMs: number;
  /** Columns, including the axis. */
  readonly width: number;
  /** Lines, without the line of times. */
  readonly height: number;
  readonly paint: Paint;
}

/** Bits of a Braille character of two columns by four rows: https://www.unicode.org/charts/PDF/U2800.pdf */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const blank = 0x2800;
const digits = 5;

/** Draws one series over time in Braille characters, with a value axis on the left and times below. */
export function renderChart(options: ChartOptions): string {
  const { points, width, height, paint } = options;
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const { least, greatest } = boundsOf(finite);
  const labels = [greatest, least].map(shortNumber);
  const axis = Math.max(...labels.map((label) => label.length));
  const columns = Math.max(4, width - axis - 2);
  const cells = plot(finite, { ...options, columns, least, greatest });
  const lines = cells.map((row, index) => {
    const label = index === 0 ? labels[0] : index === height - 1 ? labels[1] : '';
    const text = String.fromCharCode(...row.map((cell) => blank + cell));
    return `${paint('faint', `${(label ?? '').padStart(axis)} ┤`)}${paint('accent', text)}`;
  });
  return [...lines, paint('faint', `${' '.repeat(axis + 2)}${timeLine(options, columns)}`)].join('\n');
}

/** Bounds of the value axis; a constant series is centred. */
function boundsOf(points: readonly ChartPoint[]): { least: number; greatest: number } {
  let least = Infinity;
  let greatest = -Infinity;
  for (const { value } of points) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  if (points.length === 0) return { least: 0, greatest: 1 };
  if (least !== greatest) return { least, greatest };
  const room = Math.abs(least) / 2 || 1;
  return { least: least - room, greatest: greatest + room };
}

interface Scale extends ChartOptions {
  readonly columns: number;
  readonly least: number;
  readonly greatest: number;
}

function plot(points: readonly ChartPoint[], scale: Scale): number[][] {
  const { startMs, endMs, columns, height, least, greatest } = scale;
  const cells = Array.from({ length: height }, () => new Array<number>(columns).fill(0));
  const lengthMs = Math.max(1, endMs - startMs);
  for (const { timeMs, value } of points) {
    const x = Math.round(((timeMs - startMs) / lengthMs) * (2 * columns - 1));
    const y = Math.round(((greatest - value) / (greatest - least)) * (4 * height - 1));
    const row = cells[Math.floor(y / 4)];
    const column = Math.floor(x / 2);
    const dot = dots[x % 2 === 0 ? 0 : 1][(y % 4) as 0 | 1 | 2 | 3];
    if (row !== undefined && column >= 0 && column < columns) row[column] = (row[column] ?? 0) | dot;
  }
  return cells;
}

function timeLine({ startMs, endMs }: ChartOptions, columns: number): string {
  const isLong = endMs - startMs > 86_400_000;
  const [start, end] = [startMs, endMs].map((timeMs) => timeOf(timeMs, isLong));
  const gap = columns - (start?.length ?? 0) - (end?.length ?? 0);
  if (gap >= 1) return `${start}${' '.repeat(gap)}${end}`;
  return (end?.length ?? 0) <= columns ? `${end}`.padStart(columns) : '';
}

/** In the local time zone. */
function timeOf(timeMs: number, withDate: boolean): string {
  const date = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return withDate ? `${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}` : time;
}

/** At most five significant digits, for axis labels. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return String(Number(value.toPrecision(digits)));
}
