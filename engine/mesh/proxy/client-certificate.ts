import type { MeshEndpoint, MeshSource } from '../mesh-configuration.ts';

export const clientCertificateHeader = 'x-forwarded-client-cert';

/** The identity of a service account, as Istio writes it. */
export function spiffeId(namespace: string, serviceAccount: string): string {
  return `spiffe://cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}

/**
 * What the callee is told of its caller, or null where nobody vouches for the caller. Envoy's format:
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/headers#x-forwarded-client-cert
 */
export function clientCertificate(
  namespace: string,
  source: MeshSource | null,
  destination: MeshEndpoint,
): string | null {
  if (source === null) return null;
  const by = spiffeId(namespace, destination.serviceAccount);
  return `By=${by};URI=${spiffeId(source.namespace, source.serviceAccount)}`;
}
