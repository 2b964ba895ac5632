import type { FastifyInstance, RouteOptions } from 'fastify';
import { buildOpenApiDocument, type OpenApiDocument, type OpenApiInfo } from './build-openapi-document.ts';
import { type DescribedRoute, securityOf } from './route-description.ts';

/** The parts of a server that the description needs. */
type Server = Pick<FastifyInstance, 'addHook' | 'get'>;

/** `GET /openapi.json`: describes every route that is registered after this call. */
export function registerOpenApiRoute(server: Server, info: OpenApiInfo): void {
  const routes: DescribedRoute[] = [];
  let document: OpenApiDocument | undefined;
  server.addHook('onRoute', (route) => {
    routes.push(...describedRoutesOf(route));
  });
  const config = { isProbe: true, summary: 'This description' };
  server.get('/openapi.json', { config }, async () => {
    document ??= buildOpenApiDocument(info, routes);
    return document;
  });
}

/** Fastify adds a HEAD route to every GET route. */
function describedRoutesOf(route: RouteOptions): DescribedRoute[] {
  const { url, schema = {}, config = {}, onRequest } = route;
  const methods = [route.method].flat().filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
  return methods.map((method) => ({ method, url, schema, config, security: securityOf(onRequest) }));
}
