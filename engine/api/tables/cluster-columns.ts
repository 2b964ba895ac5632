import type { Stored } from '../objects/api-object.ts';
import { ageColumn, type Column, count, nameColumn, text, wide } from './column.ts';
import { ageOf } from './human-duration.ts';
import { fieldOf, keysOf, listOf, numberOf, textOf } from './read-field.ts';

const rolePrefix = 'node-role.kubernetes.io/';

export const nodeColumns: readonly Column[] = [
  nameColumn,
  text('Status', (node) => {
    const ready = listOf(node, 'status.conditions').find(
      (condition) => textOf(condition, 'type') === 'Ready',
    );
    const known = textOf(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
    const isClosed = fieldOf(node, 'spec.unschedulable') === true;
    return `${ready === undefined ? 'Unknown' : known}${isClosed ? ',SchedulingDisabled' : ''}`;
  }),
  text('Roles', ({ metadata }) => {
    const labels = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(rolePrefix));
    const roles = labels.map((label) => label.slice(rolePrefix.length)).filter((role) => role !== '');
    return roles.toSorted().join(',') || '<none>';
  }),
  ageColumn,
  text('Version', (node) => textOf(node, 'status.nodeInfo.kubeletVersion')),
  wide('Internal-IP', (node) => addressOf(node, 'InternalIP')),
  wide('External-IP', (node) => addressOf(node, 'ExternalIP')),
  wide('OS-Image', (node) => textOf(node, 'status.nodeInfo.osImage') || '<unknown>'),
  wide('Kernel-Version', (node) => textOf(node, 'status.nodeInfo.kernelVersion') || '<unknown>'),
  wide('Container-Runtime', (node) => textOf(node, 'status.nodeInfo.containerRuntimeVersion') || '<unknown>'),
];

/** https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/printers/internalversion/printers.go (printEvent) */
export const eventColumns: readonly Column[] = [
  text('Last Seen', (event, nowMs) => ageOf(lastSeenOf(event), nowMs)),
  text('Type', (event) => textOf(event, 'type')),
  text('Reason', (event) => textOf(event, 'reason')),
  text('Object', (event) => {
    const [kind, name] = [textOf(event, 'involvedObject.kind'), textOf(event, 'involvedObject.name')];
    return name === '' ? kind.toLowerCase() : `${kind.toLowerCase()}/${name}`;
  }),
  wide('Subobject', (event) => textOf(event, 'involvedObject.fieldPath')),
  wide('Source', (event) => {
    const names = [textOf(event, 'source.component'), textOf(event, 'source.host')];
    return names.filter((name) => name !== '').join(', ');
  }),
  text('Message', (event) => textOf(event, 'message').trim()),
  wide('First Seen', (event, nowMs) => ageOf(firstSeenOf(event), nowMs)),
  { ...wide('Count', (event) => numberOf(event, 'count') || 1), type: 'integer' },
  { ...nameColumn, priority: 1 },
];

export const configMapColumns: readonly Column[] = [
  nameColumn,
  count('Data', (map) => keysOf(map, 'data').length + keysOf(map, 'binaryData').length),
  ageColumn,
];

export const secretColumns: readonly Column[] = [
  nameColumn,
  text('Type', (secret) => textOf(secret, 'type') || 'Opaque'),
  count('Data', (secret) => keysOf(secret, 'data').length),
  ageColumn,
];

export const roleBindingColumns: readonly Column[] = [
  nameColumn,
  text('Role', (binding) => `${textOf(binding, 'roleRef.kind')}/${textOf(binding, 'roleRef.name')}`),
  ageColumn,
  wide('Users', (binding) => subjectsOf(binding, 'User')),
  wide('Groups', (binding) => subjectsOf(binding, 'Group')),
  wide('ServiceAccounts', (binding) => subjectsOf(binding, 'ServiceAccount')),
];

function addressOf(node: Stored, type: string): string {
  const address = listOf(node, 'status.addresses').find((each) => textOf(each, 'type') === type);
  return textOf(address, 'address') || '<none>';
}

function firstSeenOf(event: Stored): unknown {
  return fieldOf(event, 'firstTimestamp') ?? fieldOf(event, 'eventTime');
}

function lastSeenOf(event: Stored): unknown {
  return fieldOf(event, 'lastTimestamp') ?? firstSeenOf(event);
}

function subjectsOf(binding: Stored, kind: string): string {
  const subjects = listOf(binding, 'subjects').filter((subject) => textOf(subject, 'kind') === kind);
  return subjects
    .map((subject) => {
      const namespace = kind === 'ServiceAccount' ? `${textOf(subject, 'namespace')}/` : '';
      return `${namespace}${textOf(subject, 'name')}`;
    })
    .join(', ');
}
