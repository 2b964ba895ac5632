import type { Stored, StoredKind } from '../objects/api-object.ts';
import type { Cell, Column } from './column.ts';
import { columnsOf } from './columns-of-kind.ts';

/** What of the objects comes with their rows. */
export type IncludedObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  /** `meta.k8s.io/v1`, or the older `v1beta1`. */
  readonly apiVersion: string;
  readonly include: IncludedObject;
  readonly nowMs: number;
  /** Without them where an earlier event of the same watch had them. */
  readonly withColumns: boolean;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly columnDefinitions: readonly unknown[];
  readonly rows: readonly { readonly cells: readonly Cell[]; readonly object?: unknown }[];
}

export function renderTable(
  kind: StoredKind,
  objects: readonly Stored[],
  metadata: Table['metadata'],
  { apiVersion, include, nowMs, withColumns }: TableOptions,
): Table {
  const columns = columnsOf(kind);
  return {
    kind: 'Table',
    apiVersion,
    metadata,
    columnDefinitions: withColumns ? columns.map(definitionOf) : [],
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, nowMs)),
      ...includedOf(object, include, apiVersion),
    })),
  };
}

function definitionOf({ name, type, priority }: Column) {
  return { name, type, format: name === 'Name' ? 'name' : '', description: '', priority };
}

function includedOf(object: Stored, include: IncludedObject, apiVersion: string) {
  if (include === 'None') return {};
  if (include === 'Object') return { object };
  return { object: { kind: 'PartialObjectMetadata', apiVersion, metadata: object.metadata } };
}
