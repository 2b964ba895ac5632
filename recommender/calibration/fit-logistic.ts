import { RecommenderError } from '../errors/index.ts';
import { factorize, substitute } from '../implicit-als/index.ts';

export interface LogisticData {
  /** Feature rows one after the other, each of `width` values, without the constant column. */
  readonly features: Float64Array;
  readonly width: number;
  /** Outcome of each row, 0 or 1. */
  readonly outcomes: ArrayLike<number>;
}

export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

const steps = 50;
/** Ridge penalty, just large enough that separable data has a finite solution. */
const ridge = 1e-3;
const enough = 1e-10;

/** Logistic regression by Newton's method. Throws `data-too-small` unless both outcomes occur. */
export function fitLogistic({ features, width, outcomes }: LogisticData): LogisticModel {
  const rows = outcomes.length;
  const positives = Array.from({ length: rows }, (_, row) => outcomes[row] ?? 0).reduce((a, b) => a + b, 0);
  if (positives === 0 || positives === rows) {
    throw new RecommenderError(
      'data-too-small',
      `A calibration needs hits and misses; there are ${positives} hits of ${rows}.`,
    );
  }
  const size = width + 1;
  const weights = new Float64Array(size);
  weights[width] = Math.log(positives / (rows - positives));
  for (let step = 0; step < steps; step += 1) {
    const change = newtonStep({ features, width, outcomes }, weights);
    change.forEach((value, at) => {
      weights[at] = (weights[at] ?? 0) + value;
    });
    if (change.every((value) => Math.abs(value) < enough)) break;
  }
  return { intercept: weights[width] ?? 0, weights: [...weights.subarray(0, width)] };
}

export function predictLogistic({ intercept, weights }: LogisticModel, features: ArrayLike<number>): number {
  const sum = weights.reduce((total, weight, at) => total + weight * (features[at] ?? 0), intercept);
  return sigmoid(sum);
}

function newtonStep({ features, width, outcomes }: LogisticData, weights: Float64Array): Float64Array {
  const size = width + 1;
  const matrix = new Float64Array(size * size);
  const right = weights.map((weight, at) => (at === width ? 0 : -ridge * weight));
  for (let at = 0; at < width; at += 1) matrix[at * (size + 1)] = ridge;
  matrix[size * size - 1] = 1e-12;
  const row = new Float64Array(size).fill(1);
  for (let index = 0; index < outcomes.length; index += 1) {
    row.set(features.subarray(index * width, (index + 1) * width));
    const probability = sigmoid(row.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0));
    const curvature = probability * (1 - probability);
    const error = (outcomes[index] ?? 0) - probability;
    for (let at = 0; at < size; at += 1) {
      right[at] = (right[at] ?? 0) + error * (row[at] ?? 0);
      for (let column = 0; column <= at; column += 1) {
        const cell = at * size + column;
        matrix[cell] = (matrix[cell] ?? 0) + curvature * (row[at] ?? 0) * (row[column] ?? 0);
      }
    }
  }
  factorize({ size, matrix });
  substitute(matrix, right);
  return right;
}

function sigmoid(sum: number): number {
  return 1 / (1 + Math.exp(-sum));
}
