/** What the Kubernetes API says of itself: its groups, resources, verbs and parameters. Not how any is answered. */
export {
  aggregatedDiscovery,
  type DiscoveryVersion,
  discoveryDocument,
  groupVersionOf,
} from './discovery-documents.ts';
export { openApiDocument, openApiIndex } from './openapi-documents.ts';
export { findServedResource, type ServedResource, type ServedSubresource } from './served-resource.ts';
