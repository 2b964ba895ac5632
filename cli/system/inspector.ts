import { uuidV7 } from '@petstore/chassis/correlation';
import type { Session } from '@petstore/contracts/http';
import type { EngineStatus } from '@petstore/engine/api/control';
import { cliErrors } from '../errors.ts';
import { createControlClient, requireStatus } from './control-client.ts';
import { acceptAnswer, createJsonClient, type JsonClient } from './json-client.ts';
import type { SystemOptions } from './system-address.ts';

type LookUpQuery = Readonly<Record<string, string | undefined>>;

interface OperatorCommand {
  readonly path: string;
  readonly query?: LookUpQuery;
  readonly body?: object;
}

/** Reads and commands any service as an operator, under a correlation id of its own. */
export interface Inspector {
  lookUp<Body>(service: string, path: string, query?: LookUpQuery): Promise<Body>;
  /** Sends an idempotent operator command. */
  change<Body>(service: string, command: OperatorCommand): Promise<Body>;
  close(): Promise<void>;
}

export function createInspector({ addresses }: Pick<EngineStatus, 'addresses'>): Inspector {
  const correlationId = `evidence-${uuidV7()}`;
  const clients = new Map<string, JsonClient>();
  let token: Promise<string> | undefined;

  function clientOf(service: string): JsonClient {
    const origin = urlOf(addresses, service);
    const client = clients.get(service) ?? createJsonClient({ origin, maxAttempts: 3 });
    clients.set(service, client);
    return client;
  }

  async function signIn(): Promise<string> {
    const client = clientOf('gateway');
    const body = { customerId: 'operator' };
    const answer = await client.send<Session>({ method: 'POST', path: '/v1/sessions', body, correlationId });
    return acceptAnswer(answer, client.origin).body.token;
  }

  return {
    async lookUp<Body>(service: string, path: string, query: LookUpQuery = {}) {
      token ??= signIn();
      const client = clientOf(service);
      const call = { method: 'GET', path, query, token: await token, correlationId } as const;
      return acceptAnswer(await client.send<Body>(call), client.origin).body;
    },
    async change<Body>(service: string, command: OperatorCommand) {
      token ??= signIn();
      const client = clientOf(service);
      const call = { method: 'POST', token: await token, correlationId, ...command } as const;
      return acceptAnswer(await client.send<Body>(call), client.origin).body;
    },
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}

/** Local URL of a Service of the manifests. Throws `service-missing`. */
export function urlOf(addresses: EngineStatus['addresses'], service: string): string {
  const url = addresses.find((address) => address.service === service)?.url;
  if (url !== undefined) return url;
  const known = addresses.map((address) => address.service).join(', ');
  const message = `The running manifests have no Service ${service}; they have ${known}.`;
  throw cliErrors.create('service-missing', { message, details: { service } });
}

/** Runs `work` with an inspector of the running system and closes it. Throws `system-not-running`. */
export async function withInspector<Result>(
  options: SystemOptions,
  work: (inspector: Inspector) => Promise<Result>,
): Promise<Result> {
  const control = createControlClient(options.portOffset);
  const status = await requireStatus(control, options).finally(() => control.close());
  const inspector = createInspector(status);
  try {
    return await work(inspector);
  } finally {
    await inspector.close();
  }
}
