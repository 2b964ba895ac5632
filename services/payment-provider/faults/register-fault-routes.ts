import type { HttpServer } from '@petstore/chassis/http';
import type { Pool } from '@petstore/chassis/postgres';
import { ProviderFaults } from '@petstore/contracts/http';
import { Type } from 'typebox';
import type { ProviderAccess } from '../access/provider-access.ts';
import { providerErrors } from '../errors.ts';
import type { FaultSettings } from './decide-fault.ts';
import { putFaults, readFaults, removeFaults } from './fault-store.ts';

const path = '/v1/faults';
const FaultReport = Type.Object({ faults: Type.Union([ProviderFaults, Type.Null()]) });

/** Routes with which operators set, read and remove the faults. */
export function registerFaultRoutes(server: HttpServer, database: Pool, access: ProviderAccess): void {
  const onRequest = access.operator;

  server.post(
    path,
    { onRequest, schema: { body: ProviderFaults, response: { 200: FaultReport } } },
    async (request) => {
      // The schema's defaults have filled absent fields.
      const faults = request.body as FaultSettings;
      if (faults.errorRate + faults.timeoutBeforeRate + faults.timeoutAfterRate > 1) {
        throw providerErrors.create('fault-rates-exceed-one');
      }
      await putFaults(database, faults);
      return { faults };
    },
  );

  server.get(path, { onRequest, schema: { response: { 200: FaultReport } } }, async () => ({
    faults: (await readFaults(database)) ?? null,
  }));

  server.delete(path, { onRequest, config: { answers: { 204: null } } }, async (_request, reply) => {
    await removeFaults(database);
    return reply.code(204).send();
  });
}
