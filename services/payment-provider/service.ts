import type { Environment } from '@petstore/chassis/config';
import type { HttpServer } from '@petstore/chassis/http';
import { createTokenVerifier, jwksFrom } from '@petstore/chassis/identity';
import type { ServiceContext, ServiceDefinition, ServiceParts } from '@petstore/chassis/lifecycle';
import { createProviderAccess } from './access/provider-access.ts';
import { registerBookRoutes } from './book/register-book-routes.ts';
import { createChargeCommands } from './charges/charge-commands.ts';
import { registerChargeRoutes } from './charges/register-charge-routes.ts';
import { loadProviderConfig, type ProviderConfig } from './config.ts';
import { createFaultGate } from './faults/fault-gate.ts';
import { registerFaultRoutes } from './faults/register-fault-routes.ts';
import { createKeyPruner } from './idempotency/key-store.ts';
import { createWebhookPruner } from './webhooks/create-webhook-pruner.ts';
import { createWebhookDelivery } from './webhooks/deliver-webhooks.ts';

/** A simulated external payment provider; as an outside system it neither publishes events nor records requests. */
export function definePaymentProvider(environment: Environment): ServiceDefinition {
  const config = loadProviderConfig(environment);
  return {
    name: 'payment-provider',
    settings: config,
    environment,
    build: (context) => build(context, config),
  };
}

function build(context: ServiceContext, config: ProviderConfig): ServiceParts {
  const { clock, logger } = context;
  const database = context.openDatabase();
  const access = createProviderAccess(config.apiKey, operatorVerifier(context, config));
  const merchant = context.createClient({ peer: 'payment-service', baseUrl: config.webhookUrl });
  const secret = config.webhookSecret;
  const delivery = createWebhookDelivery({ database, client: merchant, secret, logger, clock });
  const gate = createFaultGate(database, clock);
  const commands = createChargeCommands({ database, clock, onWebhook: delivery.deliverOwn });
  return {
    routes(server) {
      addRetryAfter(server);
      server.addHook('preClose', async () => gate.release());
      registerChargeRoutes(server, { database, commands, gate, access });
      registerBookRoutes(server, database, access);
      registerFaultRoutes(server, database, access);
    },
    workers: [
      delivery,
      createKeyPruner(database, clock),
      createWebhookPruner({ database, keptHours: config.webhooksKeptHours, clock }),
    ],
  };
}

function operatorVerifier(context: ServiceContext, config: ProviderConfig) {
  const issuer = context.createClient({ peer: 'gateway', baseUrl: config.jwksUrl });
  return createTokenVerifier({
    fetchKeys: jwksFrom(issuer),
    issuer: config.jwtIssuer,
    audience: config.jwtAudience,
    longestLifetimeHours: config.longestTokenHours,
    clock: context.clock,
  });
}

/** Adds `retry-after` to every 429. */
function addRetryAfter(server: HttpServer): void {
  server.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode === 429) reply.header('retry-after', '1');
  });
}
