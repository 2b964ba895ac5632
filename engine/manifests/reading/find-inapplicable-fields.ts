import { isDeepStrictEqual } from 'node:util';
import { describeForm } from '../../schemas/text-forms.ts';
import type { FieldPath } from '../field-path.ts';
import type { Finding } from '../manifest-problem.ts';

interface IdleField {
  readonly path: FieldPath;
  readonly reason: string;
}

interface InapplicableFields {
  /** Fields that are written and change nothing here. */
  readonly idle: readonly IdleField[];
  /** Fields that are written and would be wrong to ignore, and texts that are not of their form. */
  readonly refused: readonly Finding[];
}

type SchemaNode = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is SchemaNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(node: unknown, key: string): unknown {
  return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

function includesValue(values: unknown, value: unknown): boolean {
  return Array.isArray(values) && values.some((candidate) => isDeepStrictEqual(candidate, value));
}

interface Child {
  readonly step: string | number;
  readonly schema: SchemaNode;
  readonly value: unknown;
}

/** What lies below a value, as far as the schema knows it. */
function childrenOf(schema: SchemaNode, value: unknown): Child[] {
  if (Array.isArray(value)) {
    const items = schema['items'];
    return isObject(items) ? value.map((item, step) => ({ step, schema: items, value: item })) : [];
  }
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([step, child]) => {
    const known = own(schema['properties'], step) ?? schema['additionalProperties'];
    return isObject(known) ? [{ step, schema: known, value: child }] : [];
  });
}

/**
 * Walks a value beside its schema and reads the annotations that stand there; unknown fields are the schema's business.
 */
export function findInapplicableFields(schema: object, value: unknown): InapplicableFields {
  const idle: IdleField[] = [];
  const refused: Finding[] = [];
  const walk = (node: Child, path: FieldPath, inherited: string | undefined): void => {
    const refusal = node.schema['x-refused'];
    if (typeof refusal === 'string') {
      if (!includesValue(node.schema['x-accepted-values'], node.value)) {
        refused.push({ path, message: `cannot be obeyed on one machine: ${refusal}` });
      }
      return;
    }
    if (includesValue(node.schema['x-holds-for'], node.value)) return;
    const misformed = describeForm(node.schema['x-form'], node.value);
    if (misformed !== null) refused.push({ path, message: misformed });
    const annotated = node.schema['x-not-applicable'];
    const reason = typeof annotated === 'string' ? annotated : inherited;
    const children = childrenOf(node.schema, node.value);
    if (children.length === 0 && reason !== undefined) idle.push({ path, reason });
    for (const child of children) walk(child, [...path, child.step], reason);
  };
  walk({ step: '', schema: { ...schema }, value }, [], undefined);
  return { idle, refused };
}
