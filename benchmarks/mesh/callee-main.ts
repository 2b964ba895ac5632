import { createServer } from 'node:http';
import { responseBody } from './payload.ts';

// The parent process has ended.
process.stdin.on('close', () => process.exit(0)).resume();

const body = responseBody();
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
const server = createServer((_request, response) => response.writeHead(200, headers).end(body));
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[3]), '127.0.0.1');
