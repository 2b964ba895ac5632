import { isObject, own, schemaBelow } from './without-nulls.ts';

/**
 * The value with a request for each limit of a container that has none, as the API server stores pods. Where a schema
 * says `x-requests-from-limits`, its value has both.
 * https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export function withRequests(value: object, schema: unknown): object;
export function withRequests(value: unknown, schema: unknown): unknown;
export function withRequests(value: unknown, schema: unknown): unknown {
  if (Array.isArray(value)) {
    const items = own(schema, 'items');
    return value.map((entry: unknown) => withRequests(entry, items));
  }
  if (!isObject(value)) return value;
  const limits = own(value, 'limits');
  if (own(schema, 'x-requests-from-limits') !== true || !isObject(limits))
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, withRequests(field, schemaBelow(schema, name))]),
    );
  const requests = own(value, 'requests');
  return { ...value, requests: { ...limits, ...(isObject(requests) ? requests : {}) } };
}
