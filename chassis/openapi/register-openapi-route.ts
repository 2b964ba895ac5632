import type { FastifyInstance, RouteOptions } from 'fastify';
import { buildOpenApiDocument, type OpenApiDocument, type OpenApiInfo } from './build-openapi-document.ts';
import { type DescribedRoute, securityOf } from './route-description.ts';

/** As much of a server as the description needs. */
type Server = Pick<FastifyInstance, 'addHook' | 'get'>;

/** `GET /openapi.json`: every route that is registered from here on, described by its own registration. */
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

/** Fastify answers HEAD by itself wherever there is a GET. */
function describedRoutesOf(route: RouteOptions): DescribedRoute[] {
  const { url, schema = {}, config = {}, onRequest } = route;
  const methods = [route.method].flat().filter((method) => method !== 'HEAD' && method !== 'OPTIONS');
  return methods.map((method) => ({ method, url, schema, config, security: securityOf(onRequest) }));
}
