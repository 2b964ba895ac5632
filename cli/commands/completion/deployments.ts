import { createControlClient } from '../../system/control-client.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Prints the names of the running Deployments, one per line, for shell completion; nothing when no system runs. */
export async function deployments({ portOffset }: SystemOptions, terminal: Terminal): Promise<number> {
  const control = createControlClient(portOffset);
  try {
    const names = (await control.status())?.deployments.map(({ name }) => name) ?? [];
    if (!terminal.isJson) for (const name of names) terminal.say(name);
    terminal.document(names);
    return 0;
  } finally {
    await control.close();
  }
}
