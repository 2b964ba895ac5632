import { isDeepStrictEqual } from 'node:util';
import type { FieldPath } from '../../manifests/field-path.ts';
import type { StoredKind } from '../objects/api-object.ts';
import { fieldOf } from '../patches/json-value.ts';
import { type Cause, causeAt } from './invalid-object.ts';

/** Fields that keep their first value, as Kubernetes' validation and the CRDs say. */
const fixedFields: Readonly<Partial<Record<StoredKind, readonly FieldPath[]>>> = {
  Deployment: [['spec', 'selector']],
  ReplicaSet: [['spec', 'selector']],
  Service: [['spec', 'clusterIP']],
  Secret: [['type']],
  RoleBinding: [['roleRef']],
  Database: [
    ['spec', 'name'],
    ['spec', 'cluster'],
  ],
};

const values: readonly FieldPath[] = [['data'], ['binaryData'], ['immutable']];

/** Fields of an object that a write changes although they are fixed. */
export function findFixedFields(kind: StoredKind, old: object, next: object): Cause[] {
  const isSealed = fieldOf(old, 'immutable') === true;
  const changed = (path: FieldPath) => !isDeepStrictEqual(valueAt(old, path), valueAt(next, path));
  const spec: FieldPath = ['spec'];
  return [
    ...(fixedFields[kind] ?? [])
      .filter(changed)
      .map((path) => causeAt('FieldValueInvalid', path, 'field is immutable')),
    ...(isSealed ? values : [])
      .filter(changed)
      .map((path) => causeAt('FieldValueForbidden', path, 'field is immutable when `immutable` is set')),
    ...(kind === 'Pod' && changed(spec)
      ? [causeAt('FieldValueForbidden', spec, 'a pod is what it was started as: change its Deployment')]
      : []),
  ];
}

export function valueAt(object: unknown, path: FieldPath): unknown {
  return path.reduce(
    (value: unknown, step) =>
      typeof step === 'number' ? (Array.isArray(value) ? value[step] : undefined) : fieldOf(value, step),
    object,
  );
}
