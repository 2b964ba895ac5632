import { renderStatus } from '../reports/render-status.ts';
import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { watchStatus } from './watch-status.ts';

export interface StatusOptions extends SystemOptions {
  readonly watch?: boolean;
}

/** Shows what runs. */
export async function status(options: StatusOptions, terminal: Terminal): Promise<number> {
  const { portOffset, watch } = options;
  const control = createControlClient(portOffset);
  try {
    const found = await requireStatus(control, options);
    if (watch === true) return await watchStatus(found, control, terminal);
    if (!terminal.isJson) terminal.say(renderStatus(found, { terminal, nowMs: Date.now() }));
    terminal.document(found);
    return 0;
  } finally {
    await control.close();
  }
}
