import { apiErrors } from '../errors.ts';
import type { StoredKind } from '../objects/api-object.ts';
import { applyJsonPatch } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { isBuiltIn, mergeRuleOf } from './merge-rules.ts';
import { applyStrategicMerge } from './strategic-merge.ts';

const jsonPatch = 'application/json-patch+json';
const mergePatch = 'application/merge-patch+json';
const strategicMergePatch = 'application/strategic-merge-patch+json';

/** The content types of patches that objects of a kind take. */
export function patchTypesOf(kind: StoredKind | 'Scale'): readonly string[] {
  const takesStrategic = kind === 'Scale' || isBuiltIn(kind);
  return [jsonPatch, mergePatch, ...(takesStrategic ? [strategicMergePatch] : [])];
}

/**
 * What a patch makes of an object, which stays as it is. Throws `patch-type-unknown`, `patch-malformed`, and
 * `patch-failed` where an operation of a JSON patch cannot be carried out.
 */
export function applyPatch(
  kind: StoredKind | 'Scale',
  current: object,
  contentType: string,
  patch: unknown,
): unknown {
  const [mediaType = ''] = contentType.split(';').map((part) => part.trim());
  const accepted = patchTypesOf(kind);
  if (!accepted.includes(mediaType)) {
    throw apiErrors.create('patch-type-unknown', {
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
      details: { accepted },
    });
  }
  switch (mediaType) {
    case jsonPatch:
      return applyJsonPatch(current, patch);
    case mergePatch:
      return applyMergePatch(current, patch);
    default:
      return applyStrategicMerge(current, patch, kind === 'Scale' ? {} : mergeRuleOf(kind));
  }
}
