/**
 * Configurations of reverse proxies and of the server behind them, on 127.0.0.1: one thread, persistent connections.
 */

interface Forwarding {
  readonly port: number;
  readonly upstreamPort: number;
}

export function haproxyForwarding({ port, upstreamPort }: Forwarding): string {
  return `${haproxyGlobal}
frontend callers
  bind 127.0.0.1:${port}
  default_backend callee
backend callee
  server callee 127.0.0.1:${upstreamPort}
`;
}

export function haproxyAnswering({ port, bodyFile }: { port: number; bodyFile: string }): string {
  return `${haproxyGlobal}
frontend callee
  bind 127.0.0.1:${port}
  http-request return status 200 content-type application/json file ${bodyFile}
`;
}

const haproxyGlobal = `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s`;

export function nginxForwarding({ port, upstreamPort }: Forwarding, directory: string): string {
  return nginx(
    directory,
    `upstream callee {
    server 127.0.0.1:${upstreamPort};
    keepalive 256;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://callee;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }`,
  );
}

export function nginxAnswering({ port, body }: { port: number; body: string }, directory: string): string {
  return nginx(
    directory,
    `server {
    listen 127.0.0.1:${port};
    default_type application/json;
    location / { return 200 '${body}'; }
  }`,
  );
}

function nginx(directory: string, servers: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${directory}/${name};`,
  );
  return `daemon off;
master_process off;
worker_processes 1;
pid ${directory}/nginx.pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  ${temporary.join('\n  ')}
  ${servers}
}
`;
}
