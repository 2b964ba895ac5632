import { renderStatus } from '../reports/render-status.ts';
import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Shows what runs. */
export async function status({ portOffset }: SystemOptions, terminal: Terminal): Promise<number> {
  const control = createControlClient(portOffset);
  try {
    const found = await requireStatus(control, portOffset);
    if (!terminal.isJson) terminal.say(renderStatus(found, { terminal, nowMs: Date.now() }));
    terminal.document(found);
    return 0;
  } finally {
    await control.close();
  }
}
