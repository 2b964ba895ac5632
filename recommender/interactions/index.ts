/** User-item interactions, as a log and as a sparse matrix. */
export {
  createLogBuilder,
  filterLog,
  type Interaction,
  type InteractionLog,
  type LogBuilder,
  toInteractionLog,
} from './interaction-log.ts';
export { mergeLogs } from './merge-logs.ts';
export {
  countColumns,
  rowOf,
  type SparseMatrix,
  toSparseMatrix,
  transposeMatrix,
} from './sparse-matrix.ts';
