import { createServer } from 'node:http';

/** Serves JSON under each path, logs one line for each request, and stops gracefully at SIGTERM. */
export function serve(routes) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const correlationId = request.headers['x-correlation-id'];
    const route = routes[pathname];
    const answer = route === undefined ? { status: 404 } : await route(request);
    const { status = 200, ...body } = answer;
    if (pathname !== '/ready')
      console.log(JSON.stringify({ message: 'answered', pathname, status, correlationId }));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  server.listen(Number(process.env.PORT), '127.0.0.1', () =>
    console.log(`listening as ${process.env.HOSTNAME}`),
  );
  process.once('SIGTERM', () => {
    console.log('received SIGTERM');
    server.close(() => console.log('ended in order'));
    server.closeIdleConnections();
  });
}
