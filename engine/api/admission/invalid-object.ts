import { type FieldPath, formatPath } from '../../manifests/field-path.ts';
import { apiErrors } from '../errors.ts';
import type { StoredKind } from '../objects/api-object.ts';
import { resourceOf } from '../objects/resources.ts';

/** https://github.com/kubernetes/apimachinery/blob/v0.34.0/pkg/util/validation/field/errors.go */
export interface Cause {
  readonly reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueForbidden'
    | 'FieldValueTypeInvalid'
    | 'FieldValueTooLong';
  readonly message: string;
  readonly field: string;
}

const words: Readonly<Record<Cause['reason'], string>> = {
  FieldValueInvalid: 'Invalid value',
  FieldValueRequired: 'Required value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTypeInvalid: 'Invalid value',
  FieldValueTooLong: 'Too long',
};

/** The sentence does not repeat the value: it may be secret. */
export function causeAt(reason: Cause['reason'], path: FieldPath, sentence: string): Cause {
  return { reason, message: `${words[reason]}: ${sentence}`, field: formatPath(path) };
}

/** 422 in the words of the API server: `Deployment.apps "web" is invalid: spec.replicas: Invalid value: ...`. */
export function objectInvalid(
  kind: StoredKind,
  metadata: { readonly name: string; readonly namespace?: string },
  causes: readonly Cause[],
) {
  const { group, plural } = resourceOf(kind);
  const sentences = causes.map(({ field, message }) => `${field}: ${message}`);
  const list = sentences.length === 1 ? sentences.join() : `[${sentences.join(', ')}]`;
  return apiErrors.create('object-invalid', {
    message: `${group === '' ? kind : `${kind}.${group}`} ${JSON.stringify(metadata.name)} is invalid: ${list}`,
    details: { kind, group, plural, name: metadata.name, namespace: metadata.namespace, causes },
  });
}

/** 400: it cannot even be read as an object of its kind. */
export function objectMalformed(kind: StoredKind, reason: string) {
  const { version } = resourceOf(kind);
  return apiErrors.create('object-malformed', {
    message: `${kind} in version "${version}" cannot be handled as a ${kind}: ${reason}`,
  });
}
