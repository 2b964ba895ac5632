import { apiErrors } from '../errors.ts';
import type { Stored, StoredKind } from '../objects/api-object.ts';

/** What the API server lets a client select by, besides name and namespace; nothing else for other kinds. */
const selectable: Readonly<Partial<Record<StoredKind, readonly string[]>>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  ReplicaSet: ['status.replicas'],
};

/**
 * Reads the `fieldSelector` of a request; throws `request-invalid`, also for a field that objects of the kind cannot be
 * selected by. https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/
 */
export function parseFieldSelector(text: string, kind: StoredKind): (object: Stored) => boolean {
  const requirements = text.split(',').flatMap((part) => (part === '' ? [] : [parseRequirement(part, kind)]));
  return (object) => requirements.every((holds) => holds(object));
}

function parseRequirement(part: string, kind: StoredKind): (object: Stored) => boolean {
  const [, path = '', sign, value = ''] = /^([^=!]+)(==|=|!=)(.*)$/.exec(part) ?? [];
  const isKnown = ['metadata.name', 'metadata.namespace', ...(selectable[kind] ?? [])].includes(path);
  if (sign === undefined || !isKnown) {
    const message = sign === undefined ? `invalid selector: ${part}` : `field label not supported: ${path}`;
    throw apiErrors.create('request-invalid', { message });
  }
  return (object) => (valueAt(object, path) === value) === (sign !== '!=');
}

/** Of a field that is not there, what its zero value would be as text. */
function valueAt(object: Stored, path: string): string {
  if (path === 'source') return valueAt(object, 'source.component');
  let value: unknown = object;
  for (const name of path.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  if (value === undefined || value === null) return path === 'spec.unschedulable' ? 'false' : '';
  return String(value);
}
