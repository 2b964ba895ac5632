/**
 * Who may use the cluster of one machine: the certificate of its API, the one bearer token, and the kubeconfig that
 * holds both. Not roles.
 */
export { bearsToken } from './bears-token.ts';
export { type ClusterCredentials, prepareCredentials } from './cluster-credentials.ts';
export { keepKubeconfig, kubeconfigAt, readKubeconfig } from './kubeconfig.ts';
