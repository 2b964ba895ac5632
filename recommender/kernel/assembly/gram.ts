import { claim } from './coordination';
import {
  columnRows,
  columnScales,
  columnStarts,
  columns,
  matrix,
  padded,
  ridges,
  rowColumns,
  rowStarts,
  rowWeights,
  tileOffsets,
} from './parameters';
import { side, tileOffset } from './tile';

/**
 * The lower triangle of S X'W X S + diag(ridge), tile by tile: X is given by its rows and by its columns, S scales
 * columns and W weighs rows. Columns beyond the real ones are those of the identity.
 */
export function buildGram(): void {
  for (let at = claim(); at < padded; at = claim()) {
    // The longest rows first, so that the threads end together.
    const column = padded - 1 - at;
    const address = matrix + tileOffset(column / side, 0) + ((<usize>((column % side) * side)) << 2);
    if (column >= columns) {
      store<f32>(address + offsetOf(column), 1);
      continue;
    }
    addRows(column, address);
    scale(column, address);
  }
}

function addRows(column: i32, address: usize): void {
  const from = load<u32>(columnStarts + ((<usize>column) << 2));
  const to = load<u32>(columnStarts + ((<usize>(column + 1)) << 2));
  for (let entry = from; entry < to; entry++) {
    const row = load<u32>(columnRows + ((<usize>entry) << 2));
    const weight = load<f32>(rowWeights + ((<usize>row) << 2));
    const end = rowColumns + ((<usize>load<u32>(rowStarts + ((<usize>(row + 1)) << 2))) << 2);
    let other = rowColumns + ((<usize>load<u32>(rowStarts + ((<usize>row) << 2))) << 2);
    for (; other < end; other += 4) {
      const beside = load<i32>(other);
      if (beside > column) break;
      const cell = address + offsetOf(beside);
      store<f32>(cell, load<f32>(cell) + weight);
    }
  }
}

function scale(column: i32, address: usize): void {
  const own = load<f32>(columnScales + ((<usize>column) << 2));
  for (let other = 0; other <= column; other++) {
    const cell = address + offsetOf(other);
    store<f32>(cell, load<f32>(cell) * own * load<f32>(columnScales + ((<usize>other) << 2)));
  }
  const cell = address + offsetOf(column);
  store<f32>(cell, load<f32>(cell) + load<f32>(ridges + ((<usize>column) << 2)));
}

function offsetOf(column: i32): usize {
  return load<u32>(tileOffsets + ((<usize>column) << 2));
}
