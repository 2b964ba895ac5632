import type { Server, ServerResponse } from 'node:http';
import { createInboundServer } from '@petstore/chassis/inbound';
import { collectProcessMetrics } from '@petstore/chassis/metrics';
import { Registry } from 'prom-client';
import type { RequestMetrics } from './request-metrics.ts';

/** Serves `/metrics`: the mesh's own and those of the process. */
export function createAdminServer(metrics: RequestMetrics): Server {
  const registry = new Registry();
  collectProcessMetrics(registry);
  return createInboundServer({
    onRequest(request, response) {
      const path = request.url?.split('?', 1)[0];
      if (request.method !== 'GET' || path !== '/metrics') return void response.writeHead(404).end();
      registry
        .metrics()
        .then((ofProcess) => send(response, registry.contentType, `${metrics.render()}${ofProcess}`))
        .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    },
  });
}

function send(response: ServerResponse, contentType: string, body: string): void {
  response
    .writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) })
    .end(body);
}
