import { createControlClient } from '../../system/control-client.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Names the Deployments that run, one a line, for shell completion; none where no system runs. */
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
