import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import { createInspector, type Inspector } from './inspector.ts';

/** Lends an operator of the system that runs there. Throws `system-not-running`. */
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
