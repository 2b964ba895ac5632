/**
 * Kubernetes' API over the objects of the store, for kubectl and every other client. It decides nothing about objects:
 * the store, the writer and the controllers do.
 */

export type { ServedCluster } from './api-call.ts';
export { clusterRelease } from './api-documents.ts';
export { clusterApiErrors } from './errors.ts';
export { type ClusterApi, type ClusterApiOptions, startClusterApi } from './start-cluster-api.ts';
