import { setTimeout as delay } from 'node:timers/promises';
import { isAppError } from '@petstore/chassis/errors';
import type { EngineStatus } from '@petstore/engine/api/control';
import { type ControlClient, createControlClient, requireStatus } from '../../system/control-client.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import { watchStopSignals } from '../../system/watch-stop-signals.ts';
import { openScreen } from '../../terminal/open-screen.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { watchReader } from '../../terminal/watch-reader.ts';
import { renderStatus, renderWatch } from './render-status.ts';

const everyMs = 1_000;

export interface StatusOptions extends SystemOptions {
  readonly watch?: boolean;
}

/** Shows Deployments, pods, addresses and processes. */
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

/**
 * Refreshes the status every second until Ctrl-C, until standard output is closed or until the system stops; the exit
 * code is 0 in each case.
 */
async function watchStatus(first: EngineStatus, control: ControlClient, terminal: Terminal): Promise<number> {
  const stop = watchStopSignals(() => process.exit(0));
  const reader = watchReader();
  const signal = AbortSignal.any([stop.signal, reader.signal]);
  const screen = terminal.isJson ? null : openScreen(terminal);
  let status: EngineStatus | null = first;
  try {
    while (status !== null && !signal.aborted) {
      if (screen === null) terminal.record(status);
      else screen.draw(renderWatch(status, { terminal, nowMs: Date.now() }));
      await delay(everyMs, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) status = await nextStatus(control, status);
    }
  } finally {
    screen?.close();
    reader.dispose();
    stop.dispose();
  }
  if (status === null) terminal.note('The system has ended.');
  return 0;
}

/** A late answer is not the end of the engine: the last status stays until the next attempt. */
async function nextStatus(control: ControlClient, last: EngineStatus): Promise<EngineStatus | null> {
  try {
    return await control.status();
  } catch (error) {
    if (isAppError(error)) return last;
    throw error;
  }
}
