import { aggregatedDiscovery, discoveryDocument, openApiDocument, openApiIndex } from '../discovery/index.ts';
import { acceptedDiscovery } from './accepted-form.ts';
import { type Answer, ok } from './answer.ts';

/** The release whose rules are followed; a dispatching kubectl chooses its version by it. */
export const clusterRelease = { major: '1', minor: '33', gitVersion: 'v1.33.0+petstore' } as const;

const healthPaths: ReadonlySet<string> = new Set(['/healthz', '/livez', '/readyz']);
const openApiV3 = '/openapi/v3/';

/** What the API tells of itself at a path; undefined where a path is about objects, or nothing. */
export function apiDocument(path: string, accept: string | undefined): Answer | undefined {
  if (healthPaths.has(path)) return { code: 200, body: 'ok', contentType: 'text/plain; charset=utf-8' };
  if (path === '/version') return ok(versionDocument());
  if (path === '/openapi/v3') return ok(openApiIndex());
  if (path === '/openapi/v2') return openApiV2;
  if (path.startsWith(openApiV3)) {
    const document = openApiDocument(path.slice(openApiV3.length), clusterRelease.gitVersion);
    return document === undefined ? undefined : ok(document);
  }
  const aggregated = acceptedDiscovery(accept);
  if (aggregated !== null && (path === '/api' || path === '/apis')) {
    const contentType = `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`;
    return { code: 200, body: JSON.stringify(aggregatedDiscovery(path, aggregated)), contentType };
  }
  const document = discoveryDocument(path);
  return document === undefined ? undefined : ok(document);
}

/**
 * An empty document of the older form, in the only encoding that every kubectl reads: it leaves validation and merging
 * to the server. Go's parser of media types takes no `@`, which the registered name has.
 */
const openApiV2: Answer = {
  code: 200,
  body: '',
  contentType: 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
};

function versionDocument() {
  return {
    ...clusterRelease,
    gitCommit: '',
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
    goVersion: '',
    compiler: 'node',
    platform: `${process.platform}/${process.arch}`,
  };
}
