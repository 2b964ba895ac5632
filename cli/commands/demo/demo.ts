import { uuidV7 } from '@petstore/chassis/correlation';
import { isAppError } from '@petstore/chassis/errors';
import type { EngineStatus } from '@petstore/engine/api/control';
import type { Engine } from '@petstore/engine/engine';
import { cliErrors } from '../../errors.ts';
import { createControlClient } from '../../system/control-client.ts';
import { urlOf } from '../../system/inspector.ts';
import { acceptAnswer, createJsonClient } from '../../system/json-client.ts';
import type { StartOptions } from '../../system/start-system.ts';
import { watchStopSignals } from '../../system/watch-stop-signals.ts';
import { formatDuration } from '../../terminal/format-duration.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { exportJourneys } from './export-journeys.ts';
import { walkCustomers } from './walk-customers.ts';
import { walkJourney } from './walk-journey.ts';

export interface DemoOptions extends StartOptions {
  readonly scenario: string;
  readonly withMl?: boolean;
  readonly trackMessages?: boolean;
  readonly seed?: number;
  readonly customer?: string;
  /** Number of concurrent journeys; their checks are made over all of them. */
  readonly customers?: number;
  readonly exportData?: boolean;
  /** Folder of the exported files. */
  readonly output?: string;
}

const held = 0;
const checkFailed = 1;
const interrupted = 130;

/** Runs a scenario against the running system, or against one that is started for it and stopped afterwards. */
export async function demo(options: DemoOptions, terminal: Terminal): Promise<number> {
  const status = await statusOf(options);
  if (status === null) return onOwnSystem(options, terminal);
  return walk(options, { status, terminal, signal: new AbortController().signal });
}

async function statusOf({ portOffset }: DemoOptions): Promise<EngineStatus | null> {
  const control = createControlClient(portOffset);
  try {
    return await control.status();
  } finally {
    await control.close();
  }
}

async function walk(
  options: DemoOptions,
  context: { status: EngineStatus; terminal: Terminal; signal: AbortSignal },
): Promise<number> {
  const { withMl = false, trackMessages = false, seed, customer, customers, exportData, output } = options;
  if (customer !== undefined) await requireCustomer(customer, urlOf(context.status.addresses, 'gateway'));
  const common = { withMl, trackMessages, seed };
  const document =
    customers === undefined
      ? await walkJourney({ ...common, customerId: customer }, context)
      : await walkCustomers({ ...common, customers }, context);
  if (exportData === true || output !== undefined) {
    for (const path of await exportJourneys(document, output ?? '.')) context.terminal.say(`Wrote ${path}`);
  }
  context.terminal.document(document);
  return document.ok ? held : checkFailed;
}

async function onOwnSystem(options: DemoOptions, terminal: Terminal): Promise<number> {
  const aside = terminal.aside();
  const { startSystem } = await import('../../system/start-system.ts');
  aside.say(`No system runs at port offset ${options.portOffset}: starting one for this demo.`);
  const stop = watchStopSignals(() => process.exit(interrupted));
  let engine: Engine | null = null;
  try {
    engine = await startSystem(options, { terminal: aside, stop });
    if (engine === null) return interrupted;
    const { signal } = stop;
    const walked = walk(options, { status: engine.status(), terminal, signal });
    const exitCode = await Promise.race([walked, stop.requested.then(() => interrupted)]);
    // The scenario's requests fail when the system stops under it; its result is not used any more.
    walked.catch(() => undefined);
    return exitCode;
  } finally {
    const startedAtMs = performance.now();
    await engine?.stop();
    if (engine !== null) aside.say(`Stopped in ${formatDuration(performance.now() - startedAtMs)}.`);
    stop.dispose();
  }
}

/**
 * Throws `customer-unknown` when the customer cannot sign in. Uses a correlation id of its own, so that the request is
 * not part of the journey.
 */
export async function requireCustomer(customerId: string, gatewayUrl: string): Promise<void> {
  const client = createJsonClient({ origin: gatewayUrl, maxAttempts: 3 });
  const correlationId = `evidence-${uuidV7()}`;
  const body = { customerId };
  try {
    acceptAnswer(
      await client.send({ method: 'POST', path: '/v1/sessions', body, correlationId }),
      client.origin,
    );
  } catch (error) {
    if (!isAppError(error) || !['not-found', 'invalid'].includes(error.kind)) throw error;
    const message = `There is no customer ${JSON.stringify(customerId)}: name one of customer-001 to customer-060, or leave --customer out.`;
    throw cliErrors.create('customer-unknown', { message, details: { customerId }, cause: error });
  } finally {
    await client.close();
  }
}
