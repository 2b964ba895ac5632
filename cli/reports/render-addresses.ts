import type { DeploymentStatus, EngineStatus } from '@petstore/engine/api/control';
import { renderTable } from '../terminal/render-table.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Purpose of each known Service. */
const purposes: ReadonlyMap<string, string> = new Map([
  ['gateway', 'the public API, under /v1'],
  ['petstore-domain', 'catalogue, carts, orders'],
  ['payment-service', 'payments and their ledger'],
  ['payment-provider', 'the simulated payment provider'],
  ['ml-pet-advisor', 'recommendations'],
  ['analytics', 'business figures, journeys'],
]);

interface Addressed extends Pick<EngineStatus, 'addresses' | 'controlPort' | 'postgres' | 'telemetry'> {
  readonly deployments: readonly Pick<DeploymentStatus, 'name' | 'wanted'>[];
}

export function renderAddresses(
  { addresses, controlPort, postgres, telemetry, deployments }: Addressed,
  { paint, columns: width }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  const idle = new Set(deployments.filter(({ wanted }) => wanted === 0).map(({ name }) => name));
  const services = addresses.map(({ service, url }) => ({
    name: service,
    url,
    purpose: idle.has(service) ? 'does not answer: no replica is wanted' : (purposes.get(service) ?? ''),
  }));
  const own = [
    ...(postgres === null
      ? []
      : [{ name: 'PostgreSQL', url: `127.0.0.1:${postgres.port}`, purpose: 'every database' }]),
    {
      name: 'metrics',
      url: `http://127.0.0.1:${telemetry.prometheusPort}`,
      purpose: 'PromQL, by the Prometheus API',
    },
    { name: 'control API', url: `http://127.0.0.1:${controlPort}`, purpose: 'used by the petstore command' },
  ];
  return renderTable({
    columns: [{}, {}, { isShrinkable: true, least: 12, dropOrder: 1 }],
    rows: [...services, ...own].map(({ name, url, purpose }) => [
      { text: name, style: 'strong' },
      { text: url, style: 'accent' },
      { text: purpose, style: 'faint' },
    ]),
    paint,
    width,
  });
}
