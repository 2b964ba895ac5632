import { AppError, messageOf } from '@petstore/chassis/errors';
import type { EngineStatus } from '@petstore/engine/control-api';
import { createJsonClient } from '../http/json-client.ts';
import { patientAttempts } from './customer.ts';
import type { JourneyContext, StepRun } from './journey-context.ts';

interface Health {
  readonly service: string;
  readonly attempts: number;
  /** Null of a service that is ready. */
  readonly trouble: string | null;
}

/** Asks every service whether it is ready to take requests. */
export async function checkHealth({ status }: Pick<JourneyContext, 'status'>): Promise<StepRun> {
  const found = await Promise.all(status.addresses.map((address) => healthOf(address, status)));
  const attempts = Math.max(1, ...found.map((health) => health.attempts));
  const troubles = found.flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
  if (troubles.length > 0) {
    throw new AppError('service-not-ready', 'unavailable', `${troubles.join('; ')}.`, {
      details: { messageId: null, attempts },
    });
  }
  return { messageId: null, attempts, detail: `${found.length} services ready` };
}

async function healthOf(
  { service, url }: EngineStatus['addresses'][number],
  { deployments }: EngineStatus,
): Promise<Health> {
  const deployment = deployments.find(({ name }) => name === service);
  if (deployment?.ready === 0) {
    const trouble = `${service} has no ready replica (${deployment.wanted} wanted)`;
    return { service, attempts: 1, trouble };
  }
  const client = createJsonClient({ origin: url, maxAttempts: patientAttempts });
  try {
    const { status, body, attempts } = await client.send({ method: 'GET', path: '/ready' });
    return {
      service,
      attempts,
      trouble: status === 200 ? null : `${service} is not ready: ${reasonOf(body)}`,
    };
  } catch (error) {
    return { service, attempts: 1, trouble: `${service} is not ready: ${messageOf(error)}` };
  } finally {
    await client.close();
  }
}

/** The failed checks of a `/ready` answer, or a problem's words. */
function reasonOf(body: unknown): string {
  if (typeof body !== 'object' || body === null) return String(body);
  if ('detail' in body) return String(body.detail);
  const checks = 'checks' in body && typeof body.checks === 'object' ? Object.entries(body.checks ?? {}) : [];
  const failed = checks.filter(([, outcome]) => outcome !== 'ok');
  return failed.map(([name, outcome]) => `${name}: ${outcome}`).join(', ') || JSON.stringify(body);
}
