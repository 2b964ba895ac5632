import type { Stored } from '../objects/api-object.ts';
import { ageColumn, type Column, nameColumn, text, wide } from './column.ts';
import { labelsText, listOf, textOf } from './read-field.ts';

const mostEndpoints = 3;

export const serviceColumns: readonly Column[] = [
  nameColumn,
  text('Type', (service) => textOf(service, 'spec.type') || 'ClusterIP'),
  text('Cluster-IP', (service) => textOf(service, 'spec.clusterIP') || '<none>'),
  text('External-IP', externalText),
  text('Port(s)', (service) => listOf(service, 'spec.ports').map(portText).join(',') || '<none>'),
  ageColumn,
  wide('Selector', (service) => labelsText(service, 'spec.selector')),
];

export const endpointsColumns: readonly Column[] = [
  nameColumn,
  text('Endpoints', (endpoints) => {
    const subsets = listOf(endpoints, 'subsets');
    const addresses = subsets.flatMap((subset) =>
      listOf(subset, 'ports').flatMap((port) =>
        listOf(subset, 'addresses').map((address) => `${textOf(address, 'ip')}:${textOf(port, 'port')}`),
      ),
    );
    return subsets.length === 0 ? '<none>' : shortened(addresses);
  }),
  ageColumn,
];

export const endpointSliceColumns: readonly Column[] = [
  nameColumn,
  text('AddressType', (slice) => textOf(slice, 'addressType')),
  text(
    'Ports',
    (slice) => shortened(listOf(slice, 'ports').map((port) => textOf(port, 'port') || '*')) || '<unset>',
  ),
  text('Endpoints', (slice) => {
    const addresses = listOf(slice, 'endpoints').flatMap((endpoint) => listOf(endpoint, 'addresses'));
    return shortened(addresses.map(String)) || '<unset>';
  }),
  ageColumn,
];

function externalText(service: Stored): string {
  const external = listOf(service, 'spec.externalIPs').join(',');
  if (external !== '') return external;
  const isBalanced = textOf(service, 'spec.type') === 'LoadBalancer';
  const ingress = listOf(service, 'status.loadBalancer.ingress').map(
    (each) => textOf(each, 'ip') || textOf(each, 'hostname'),
  );
  return isBalanced ? ingress.join(',') || '<pending>' : '<none>';
}

function portText(port: unknown): string {
  const nodePort = textOf(port, 'nodePort');
  const protocol = textOf(port, 'protocol') || 'TCP';
  return `${textOf(port, 'port')}${nodePort === '' ? '' : `:${nodePort}`}/${protocol}`;
}

function shortened(texts: readonly string[]): string {
  const more = texts.length - mostEndpoints;
  return `${texts.slice(0, mostEndpoints).join(',')}${more > 0 ? ` + ${more} more...` : ''}`;
}
