/** Istio's PeerAuthentications: whether a port of a workload asks for mutual TLS. Pure: opens no connection. */

export {
  decideMutualTls,
  type MutualTlsDecision,
  type MutualTlsMode,
  type PeerAuthentication,
} from './decide-mutual-tls.ts';
