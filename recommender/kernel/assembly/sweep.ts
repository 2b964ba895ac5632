import { claim, fail, hasFailed, meet, restartClaims, tellProgress } from './coordination';
import { matrix, pivot, pivotWork, products, tiles, transposed } from './parameters';
import { multiply, side, subtractProduct, tileBytes, tileOffset, transpose } from './tile';

/**
 * Turns the symmetric positive definite matrix in the tiles into minus its inverse: the sweep operator on blocks
 * (Goodnight 1979), which keeps the matrix symmetric throughout, so that its lower triangle is enough.
 */
export function sweep(thread: i32): void {
  for (let k = 0; k < tiles; k++) {
    if (thread === 0) invertPivot(k);
    meet();
    if (hasFailed()) return;
    restartClaims();
    preparePanel(k);
    meet();
    restartClaims();
    updateRest(k);
    meet();
    if (thread === 0) tellProgress(k + 1);
  }
}

function preparePanel(k: i32): void {
  for (let i = claim(); i < tiles; i = claim()) {
    const product = products + <usize>i * tileBytes;
    const across = transposed + <usize>i * tileBytes;
    if (i > k) {
      const tile = matrix + tileOffset(i, k);
      transpose(tile, across);
      multiply(product, tile, pivot);
      memory.copy(tile, product, tileBytes);
    } else if (i < k) {
      const tile = matrix + tileOffset(k, i);
      memory.copy(across, tile, tileBytes);
      // The pivot's inverse is symmetric: D * A(k,i) is the transpose of A(i,k) * D.
      multiply(tile, pivot, across);
      transpose(tile, product);
    } else {
      negate(pivot, matrix + tileOffset(k, k));
    }
  }
}

function updateRest(k: i32): void {
  for (let at = claim(); at < tiles; at = claim()) {
    const i = tiles - 1 - at;
    if (i === k) continue;
    const product = products + <usize>i * tileBytes;
    for (let j = 0; j <= i; j++) {
      if (j !== k) subtractProduct(matrix + tileOffset(i, j), product, transposed + <usize>j * tileBytes);
    }
  }
}

function negate(from: usize, to: usize): void {
  for (let at: usize = 0; at < tileBytes; at += 16) v128.store(to + at, f32x4.neg(v128.load(from + at)));
}

/** The inverse of one diagonal tile, in double precision: the accuracy of the sweep depends on its pivots. */
function invertPivot(k: i32): void {
  const tile = matrix + tileOffset(k, k);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column <= row; column++) {
      const value = <f64>load<f32>(tile + ((<usize>(row * side + column)) << 2));
      store<f64>(cellOf(row, column), value);
      store<f64>(cellOf(column, row), value);
    }
  }
  for (let at = 0; at < side; at++) {
    const value = load<f64>(cellOf(at, at));
    if (!(value > 0)) {
      fail(k * side + at);
      return;
    }
    eliminate(at, 1 / value);
  }
  for (let cell = 0; cell < side * side; cell++) {
    store<f32>(pivot + ((<usize>cell) << 2), <f32>load<f64>(pivotWork + ((<usize>cell) << 3)));
  }
}

/** One step of Gauss and Jordan in place. */
function eliminate(at: i32, inverse: f64): void {
  for (let row = 0; row < side; row++) {
    if (row === at) continue;
    const factor = load<f64>(cellOf(row, at)) * inverse;
    for (let column = 0; column < side; column++) {
      if (column === at) continue;
      const cell = cellOf(row, column);
      store<f64>(cell, load<f64>(cell) - factor * load<f64>(cellOf(at, column)));
    }
    store<f64>(cellOf(row, at), -factor);
  }
  for (let column = 0; column < side; column++) {
    if (column !== at) store<f64>(cellOf(at, column), load<f64>(cellOf(at, column)) * inverse);
  }
  store<f64>(cellOf(at, at), inverse);
}

function cellOf(row: i32, column: i32): usize {
  return pivotWork + ((<usize>(row * side + column)) << 3);
}
