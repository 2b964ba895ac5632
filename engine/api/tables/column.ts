import type { Stored } from '../objects/api-object.ts';
import { ageOf } from './human-duration.ts';
import { fieldOf } from './read-field.ts';

export type Cell = string | number | boolean | null;

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'boolean' | 'date';
  /** 1 for columns of `-o wide`. */
  readonly priority: 0 | 1;
  cell(object: Stored, nowMs: number): Cell;
}

type ReadCell = Column['cell'];

export const text = (name: string, cell: ReadCell): Column => ({ name, type: 'string', priority: 0, cell });
export const count = (name: string, cell: ReadCell): Column => ({ name, type: 'integer', priority: 0, cell });

/** Only of `-o wide`. */
export const wide = (name: string, cell: ReadCell): Column => ({ name, type: 'string', priority: 1, cell });

export const nameColumn = text('Name', ({ metadata }) => metadata.name);
export const ageColumn = text('Age', ({ metadata }, nowMs) => ageOf(metadata.creationTimestamp, nowMs));

/** A column of a CRD: what stands at the path, and an empty cell where nothing does. */
export function field(name: string, path: string, options: Partial<Column> = {}): Column {
  return { name, type: 'string', priority: 0, cell: (object) => cellOf(fieldOf(object, path)), ...options };
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value;
  return JSON.stringify(value);
}
