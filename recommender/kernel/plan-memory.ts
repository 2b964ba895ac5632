import { RecommenderError } from '../errors/index.ts';

/** Side of a tile; the same value as in `assembly/tile.ts`. */
export const tileSide = 48;

/**
 * Offsets, in 32-bit words, of the words shared by threads and host; the same values as in `assembly/coordination.ts`.
 */
export const progressWord = 7;
export const failureWord = 8;

const parameterWord = 16;
const pageBytes = 65_536;
const mostPages = 65_536;
const firstFreeByte = 1_024;
const alignment = 64;

export interface ProblemSize {
  readonly rows: number;
  readonly columns: number;
  readonly ones: number;
  readonly threads: number;
  /** Number of weights to keep per row; 0 for the whole inverse. */
  readonly kept: number;
}

/** Byte addresses within the shared memory. */
export type MemoryPlan = ReturnType<typeof planMemory>;

/** Lays out the shared memory of one fit. Throws `too-large` if 4 GiB do not suffice. */
export function planMemory({ rows, columns, ones, threads, kept }: ProblemSize) {
  const tiles = Math.ceil(columns / tileSide);
  const tileBytes = tileSide * tileSide * 4;
  let next = firstFreeByte;
  const take = (bytes: number) => {
    const at = next;
    next = Math.ceil((at + bytes) / alignment) * alignment;
    return at;
  };
  const scratchStride = columns * 8 + alignment;
  const addresses = {
    rowStarts: take((rows + 1) * 4),
    rowColumns: take(ones * 4),
    columnStarts: take((columns + 1) * 4),
    columnRows: take(ones * 4),
    rowWeights: take(rows * 4),
    columnScales: take(columns * 4),
    ridges: take(columns * 4),
    tileOffsets: take(tiles * tileSide * 4),
    matrix: take(((tiles * (tiles + 1)) / 2) * tileBytes),
    products: take(tiles * tileBytes),
    transposed: take(tiles * tileBytes),
    pivot: take(tileBytes),
    pivotWork: take(tileBytes * 2),
    diagonal: take(columns * 4),
    scratch: take(kept === 0 ? 0 : scratchStride * threads),
    keptColumns: take(columns * kept * 4),
    output: take(columns * (kept === 0 ? columns : kept) * 4),
  };
  const pages = Math.ceil(next / pageBytes);
  if (pages >= mostPages) {
    throw new RecommenderError(
      'too-large',
      `${columns} items need ${Math.ceil(next / 2 ** 30)} GiB, and WebAssembly has 4: use implicit ALS, or keep fewer weights.`,
    );
  }
  return { addresses, pages, tiles, scratchStride };
}

/** Writes the parameters in the order in which `assembly/parameters.ts` reads them. */
export function writeParameters(
  words: Uint32Array,
  size: ProblemSize,
  { addresses, tiles, scratchStride }: MemoryPlan,
): void {
  const { output, keptColumns, scratch, ...before } = addresses;
  const parameters = [
    ...[size.columns, tiles * tileSide, tiles, size.threads, size.kept],
    ...Object.values(before),
    ...[scratch, scratchStride, keptColumns, output],
  ];
  words.set(parameters, parameterWord);
}

/** Offset of each column within its row of tiles. */
export function tileOffsetsOf(columns: number): Uint32Array {
  const offset = (column: number) =>
    (Math.floor(column / tileSide) * tileSide * tileSide + (column % tileSide)) * 4;
  return Uint32Array.from({ length: Math.ceil(columns / tileSide) * tileSide }, (_, column) =>
    offset(column),
  );
}
