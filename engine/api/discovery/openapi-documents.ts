import { groupVersionPaths } from './discovery-documents.ts';
import { servedResources } from './served-resource.ts';

/**
 * A client that finds no schemas and no request bodies leaves validation and the merging of patches to the server;
 * kubectl would lose its own merge keys otherwise.
 */
const parameters = ['fieldValidation', 'dryRun', 'fieldManager', 'force'].map((name) => ({
  name,
  in: 'query',
  schema: { type: name === 'force' ? 'boolean' : 'string' },
}));

/** https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3 */
export function openApiIndex(): object {
  return {
    paths: Object.fromEntries(
      groupVersionPaths().map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }]),
    ),
  };
}

/** Of `api/v1` or `apis/GROUP/VERSION`; undefined for another path. */
export function openApiDocument(path: string, version: string): object | undefined {
  if (!groupVersionPaths().includes(path)) return undefined;
  const own = servedResources.filter(
    (each) => path === (each.group === '' ? `api/${each.version}` : `apis/${each.group}/${each.version}`),
  );
  const paths = own
    .filter(({ verbs }) => verbs.includes('patch'))
    .map(({ plural, isNamespaced, group, version: apiVersion, kind }) => [
      `/${path}/${isNamespaced ? 'namespaces/{namespace}/' : ''}${plural}/{name}`,
      {
        patch: {
          parameters,
          responses: {},
          'x-kubernetes-action': 'patch',
          'x-kubernetes-group-version-kind': { group, version: apiVersion, kind },
        },
      },
    ]);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version },
    paths: Object.fromEntries(paths),
    components: { schemas: {} },
  };
}
