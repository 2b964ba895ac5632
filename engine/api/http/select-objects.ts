import type { Stored } from '../objects/api-object.ts';
import { parseFieldSelector } from '../selectors/parse-field-selector.ts';
import { parseLabelSelector } from '../selectors/parse-label-selector.ts';
import type { ObjectCall } from './api-call.ts';

/** Which objects a list, watch or deletion of a collection is about. Throws `request-invalid`. */
export function selectorOf({ kind, target, query }: Pick<ObjectCall, 'kind' | 'target' | 'query'>) {
  const { namespace, name } = target;
  const hasLabels = parseLabelSelector(query.get('labelSelector') ?? '');
  const hasFields = parseFieldSelector(query.get('fieldSelector') ?? '', kind);
  return (object: Stored): boolean =>
    object.kind === kind &&
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    hasLabels(object.metadata.labels ?? {}) &&
    hasFields(object);
}
