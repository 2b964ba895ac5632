import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TappedWebhook {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Records every webhook on its way from the provider to payment-service, and forwards, drops or refuses it. */
export interface WebhookTap {
  readonly url: string;
  readonly seen: readonly TappedWebhook[];
  /** Dropped webhooks are answered with 200, so that the provider considers them delivered; refused ones with 503. */
  mode: 'passes-on' | 'swallows' | 'refuses';
  target: string;
  /** Sends a recorded webhook to payment-service, unchanged or with other headers or body. */
  send(
    webhook: TappedWebhook,
    changes?: { headers?: Record<string, string>; body?: Buffer },
  ): Promise<Response>;
  stop(): Promise<void>;
}

const carried = [
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
  'x-correlation-id',
  'x-causation-id',
];

export async function startWebhookTap(): Promise<WebhookTap> {
  const seen: TappedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const webhook = { headers: request.headers, body: Buffer.concat(chunks) };
    seen.push(webhook);
    if (tap.mode !== 'passes-on') return void response.writeHead(tap.mode === 'swallows' ? 200 : 503).end();
    const answer = await tap.send(webhook).catch(() => undefined);
    response.writeHead(answer?.status ?? 502).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const tap: WebhookTap = {
    url: `http://127.0.0.1:${port}/webhooks/provider`,
    seen,
    mode: 'passes-on',
    target: '',
    send(webhook, changes = {}) {
      const headers: Record<string, string> = { 'content-type': 'application/json' };
      for (const name of carried) headers[name] = String(webhook.headers[name]);
      const body = new Uint8Array(changes.body ?? webhook.body);
      return fetch(tap.target, { method: 'POST', headers: { ...headers, ...changes.headers }, body });
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return tap;
}
