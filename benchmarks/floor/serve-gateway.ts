import { type BareAnswer, type BareClient, type BareRequest, callJson, json } from './bare-server.ts';

/** As long as a token of ours. */
const tokenLength = 358;
const sessionMs = 3_600_000;

/** Passes on what comes, without looking into it; a token is the customer's id and nothing more. */
export function createGateway(domain: BareClient): (request: BareRequest) => Promise<BareAnswer> {
  return async ({ method, segments, query, headers, body }) => {
    const [, resource = ''] = segments;
    if (method === 'POST' && resource === 'sessions') return openSession(domain, body);
    const text = query.size === 0 ? '' : `?${query}`;
    const key = headers['idempotency-key'];
    return domain({
      method,
      path: `/${segments.slice(1).join('/')}${text}`,
      body: body.length === 0 ? null : body,
      authorization: headers.authorization,
      idempotencyKey: typeof key === 'string' ? key : undefined,
    });
  };
}

async function openSession(domain: BareClient, body: Buffer): Promise<BareAnswer> {
  const { customerId } = JSON.parse(body.toString()) as { customerId: string };
  const customer = await callJson<{ id: string }>(domain, {
    method: 'GET',
    path: `/customers/${customerId}`,
  });
  const expiresAt = new Date(Date.now() + sessionMs).toISOString();
  return json(201, { token: `${customer.id}.`.padEnd(tokenLength, 'x'), expiresAt });
}

/** The customer of a token, without any check. */
export function customerOf({ headers }: BareRequest): string {
  const token = headers.authorization ?? '';
  return token.slice('Bearer '.length, token.indexOf('.'));
}
