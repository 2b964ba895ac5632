import { expect, it } from 'vitest';
import { requestLabels } from './request-labels.ts';

const endpoint = { pod: 'b-1', workload: 'b', version: 'v2', serviceAccount: 'b-account', port: 20_001 };
const source = { namespace: 'shop', serviceAccount: 'a-account', workload: 'a', version: 'v1', pod: 'a-1' };

it('labels a request as the sidecar of its caller would', () => {
  expect(
    requestLabels({ source, service: { name: 'b-service', namespace: 'shop' }, endpoint }, 201, '-'),
  ).toEqual({
    reporter: 'source',
    source_workload: 'a',
    source_workload_namespace: 'shop',
    source_principal: 'spiffe://cluster.local/ns/shop/sa/a-account',
    source_app: 'a',
    source_version: 'v1',
    destination_workload: 'b',
    destination_workload_namespace: 'shop',
    destination_service: 'b-service.shop.svc.cluster.local',
    destination_service_name: 'b-service',
    destination_app: 'b',
    destination_version: 'v2',
    request_protocol: 'http',
    response_code: '201',
    response_flags: '-',
    connection_security_policy: 'unknown',
  });
});

it('knows neither the caller on a host port nor the workload when there is no endpoint', () => {
  const labels = requestLabels(
    { source: null, service: { name: 'b', namespace: 'shop' }, endpoint: null },
    503,
    'UH',
  );
  expect(labels).toMatchObject({
    source_workload: 'unknown',
    source_principal: 'unknown',
    destination_workload: 'unknown',
    destination_service_name: 'b',
    response_flags: 'UH',
  });
});
