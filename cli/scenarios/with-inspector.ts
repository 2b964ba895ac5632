import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import { createInspector, type Inspector } from './inspector.ts';

/** Lends an operator of the system that runs there. Throws `system-not-running`. */
export async function withInspector<Result>(
  { portOffset }: Pick<SystemOptions, 'portOffset'>,
  work: (inspector: Inspector) => Promise<Result>,
): Promise<Result> {
  const control = createControlClient(portOffset);
  const status = await requireStatus(control, portOffset).finally(() => control.close());
  const inspector = createInspector(status);
  try {
    return await work(inspector);
  } finally {
    await inspector.close();
  }
}
