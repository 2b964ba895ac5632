import { RecommenderError } from '../errors/index.ts';
import type { NormalEquations } from './normal-equations.ts';

/** Overwrites the lower triangle with its Cholesky factor. Throws `not-positive-definite`. */
export function factorize({ size, matrix }: Pick<NormalEquations, 'size' | 'matrix'>): void {
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    for (let column = 0; column <= row; column += 1) {
      const other = column * size;
      let sum = matrix[start + column] ?? 0;
      for (let at = 0; at < column; at += 1) sum -= (matrix[start + at] ?? 0) * (matrix[other + at] ?? 0);
      if (column < row) matrix[start + column] = sum / (matrix[other + column] ?? 1);
      else if (sum > 0) matrix[start + row] = Math.sqrt(sum);
      else
        throw new RecommenderError(
          'not-positive-definite',
          'The factors cannot be solved for: raise the regularization.',
        );
    }
  }
}

/** Solves in place, given the Cholesky factor. */
export function substitute(factor: Float64Array, right: Float64Array): void {
  const size = right.length;
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0;
    for (let at = 0; at < row; at += 1) sum -= (factor[row * size + at] ?? 0) * (right[at] ?? 0);
    right[row] = sum / (factor[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0;
    for (let at = row + 1; at < size; at += 1) sum -= (factor[at * size + row] ?? 0) * (right[at] ?? 0);
    right[row] = sum / (factor[row * size + row] ?? 1);
  }
}

/**
 * Conjugate gradients from an initial guess, which the solution overwrites; stops after the given number of steps or at
 * convergence.
 */
export function conjugateGradients(
  { size, matrix, right }: NormalEquations,
  solution: Float64Array,
  steps: number,
): void {
  const residual = multiplySymmetric(matrix, solution).map((product, at) => (right[at] ?? 0) - product);
  const direction = residual.slice();
  let error = dot(residual, residual);
  const enough = 1e-20 * dot(right, right);
  for (let step = 0; step < steps && error > enough; step += 1) {
    const product = multiplySymmetric(matrix, direction);
    const length = error / dot(direction, product);
    for (let at = 0; at < size; at += 1) {
      solution[at] = (solution[at] ?? 0) + length * (direction[at] ?? 0);
      residual[at] = (residual[at] ?? 0) - length * (product[at] ?? 0);
    }
    const next = dot(residual, residual);
    const turn = next / error;
    for (let at = 0; at < size; at += 1) direction[at] = (residual[at] ?? 0) + turn * (direction[at] ?? 0);
    error = next;
  }
}

export function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

function multiplySymmetric(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  const product = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    const start = row * size;
    const own = vector[row] ?? 0;
    let sum = 0;
    for (let column = 0; column < row; column += 1) {
      const entry = matrix[start + column] ?? 0;
      sum += entry * (vector[column] ?? 0);
      product[column] = (product[column] ?? 0) + entry * own;
    }
    product[row] = (product[row] ?? 0) + sum + (matrix[start + row] ?? 0) * own;
  }
  return product;
}
