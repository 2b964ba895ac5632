import { claim } from './coordination';
import {
  columns,
  diagonal,
  kept,
  keptColumns,
  matrix,
  output,
  scratch,
  scratchStride,
  tileOffsets,
} from './parameters';
import { selectLargest } from './select-largest';
import { side, tileOffset } from './tile';

/** The diagonal of the inverse. */
export function extractDiagonal(): void {
  for (let column = claim(); column < columns; column = claim()) {
    store<f32>(diagonal + ((<usize>column) << 2), -load<f32>(rowOf(column) + offsetOf(column)));
  }
}

/** Rows of the inverse as they are, or of each row the weights `-P(i,j) / P(j,j)` of largest magnitude. */
export function extractRows(thread: i32): void {
  const own = scratch + <usize>thread * scratchStride;
  for (let row = claim(); row < columns; row = claim()) {
    if (kept === 0) {
      readRow(row, output + <usize>row * ((<usize>columns) << 2));
    } else {
      readRow(row, own);
      turnIntoWeights(row, own);
      keepLargest(row, own);
    }
  }
}

function readRow(row: i32, to: usize): void {
  const along = rowOf(row);
  for (let column = 0; column <= row; column++) {
    store<f32>(to + ((<usize>column) << 2), -load<f32>(along + offsetOf(column)));
  }
  const within = offsetOf(row);
  for (let column = row + 1; column < columns; column++) {
    store<f32>(to + ((<usize>column) << 2), -load<f32>(rowOf(column) + within));
  }
}

function turnIntoWeights(row: i32, values: usize): void {
  for (let column = 0; column < columns; column++) {
    const cell = values + ((<usize>column) << 2);
    const weight = -load<f32>(cell) / load<f32>(diagonal + ((<usize>column) << 2));
    store<f32>(cell, column === row ? 0 : weight);
  }
}

function keepLargest(row: i32, values: usize): void {
  const magnitudes = values + ((<usize>columns) << 2);
  for (let column = 0; column < columns; column++) {
    const magnitude = Mathf.abs(load<f32>(values + ((<usize>column) << 2)));
    store<f32>(magnitudes + ((<usize>column) << 2), magnitude);
  }
  const least = selectLargest(magnitudes, columns, kept);
  let above = 0;
  for (let column = 0; column < columns; column++) {
    if (Mathf.abs(load<f32>(values + ((<usize>column) << 2))) > least) above++;
  }
  let room = kept - above;
  let at = <usize>row * ((<usize>kept) << 2);
  for (let column = 0; column < columns; column++) {
    const weight = load<f32>(values + ((<usize>column) << 2));
    const magnitude = Mathf.abs(weight);
    if (magnitude < least || (magnitude === least && room-- <= 0)) continue;
    store<i32>(keptColumns + at, column);
    store<f32>(output + at, weight);
    at += 4;
  }
}

function rowOf(column: i32): usize {
  return matrix + tileOffset(column / side, 0) + ((<usize>((column % side) * side)) << 2);
}

function offsetOf(column: i32): usize {
  return load<u32>(tileOffsets + ((<usize>column) << 2));
}
