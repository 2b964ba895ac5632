import { randomUUID } from 'node:crypto';
import { type ServiceDefinition, startService } from '@petstore/chassis/lifecycle';
import type { Pool } from '@petstore/chassis/postgres';
import { createTestIssuer, type TestIssuer } from '@petstore/chassis/testing';
import { definePaymentProvider } from '@petstore/payment-provider/service';
import { definePaymentService } from '@petstore/payment-service/service';
import { createPaymentDatabases, environmentOf, type PaymentDatabases } from './payment-databases.ts';
import { startWebhookTap, type WebhookTap } from './webhook-tap.ts';

/** Databases, token issuer, webhook tap and environment variables of both services. */
export interface PaymentDependencies {
  readonly databases: PaymentDatabases;
  readonly issuer: TestIssuer;
  readonly tap: WebhookTap;
  readonly secrets: { readonly apiKey: string; readonly webhookSecret: string };
  readonly providerEnvironment: Record<string, string>;
  serviceEnvironment(providerUrl: string): Record<string, string>;
  clear(): Promise<void>;
}

export async function preparePaymentDependencies(): Promise<PaymentDependencies> {
  const databases = await createPaymentDatabases();
  const issuer = await createTestIssuer();
  const tap = await startWebhookTap();
  const secrets = { apiKey: `key-${randomUUID()}`, webhookSecret: `secret-${randomUUID()}` };
  const shared = {
    PORT: '0',
    LOG_LEVEL: 'fatal',
    JWKS_URL: issuer.url,
    JWT_ISSUER: issuer.issuer,
    JWT_AUDIENCE: issuer.audience,
    // Each test injects its own faults: a breaker would carry state from one test into the next; shedding and short
    // waits depend on the machine.
    PROTECTIONS_OFF: 'circuit-breaker,load-shedding',
    DATABASE_WAIT_MS: '10000',
  };
  return {
    databases,
    issuer,
    tap,
    secrets,
    providerEnvironment: {
      ...shared,
      ...environmentOf(databases.provider.service),
      API_KEY: secrets.apiKey,
      WEBHOOK_SECRET: secrets.webhookSecret,
      WEBHOOK_URL: tap.url,
    },
    serviceEnvironment: (providerUrl) => ({
      ...shared,
      ...environmentOf(databases.payments.service),
      ...environmentOf(databases.events.service, 'EVENTS_'),
      PAYMENT_PROVIDER_URL: providerUrl,
      PROVIDER_API_KEY: secrets.apiKey,
      PROVIDER_WEBHOOK_SECRET: secrets.webhookSecret,
      PROVIDER_TIMEOUT_MS: '1000',
    }),
    async clear() {
      await tap.stop();
      await issuer.stop();
      await databases.drop();
    },
  };
}

export interface RunningPayments {
  readonly url: string;
  readonly providerUrl: string;
  stop(): Promise<void>;
}

/** Wraps the databases of both services. */
export type ThroughPool = (service: string, pool: Pool) => Pool;

/** Starts both services in this process, on real ports. */
export async function startPaymentServices(
  dependencies: PaymentDependencies,
  settings: Record<string, string>,
  through: ThroughPool = (_service, pool) => pool,
): Promise<RunningPayments> {
  const inProcess = ({ build, ...definition }: ServiceDefinition): ServiceDefinition => ({
    ...definition,
    handlesSignals: false,
    build: (context) =>
      build({ ...context, openDatabase: () => through(definition.name, context.openDatabase()) }),
  });
  const provider = await startService(inProcess(definePaymentProvider(dependencies.providerEnvironment)));
  const environment = { ...dependencies.serviceEnvironment(provider.url), ...settings };
  const service = await startService(inProcess(definePaymentService(environment)));
  dependencies.tap.target = `${service.url}/webhooks/provider`;
  return {
    url: service.url,
    providerUrl: provider.url,
    async stop() {
      await service.stop();
      await provider.stop();
    },
  };
}
