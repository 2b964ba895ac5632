import type { DeadLetter, DeadLetterCount, DeadLetters } from '@petstore/contracts/http';
import { createInspector, type Inspector } from '../scenarios/inspector.ts';
import { createControlClient, requireStatus } from '../system/control-client.ts';
import type { SystemOptions } from '../system/system-address.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { renderDeadLetters } from './render-dead-letters.ts';

export interface ReplayOptions extends SystemOptions {
  readonly consumer?: string;
  readonly subject?: string;
}

/** A letter and the service whose consumer could not handle it. */
export type FoundLetter = DeadLetter & { readonly service: string };

/** The services that consume events. */
const consumingServices = ['analytics', 'ml-pet-advisor'] as const;

/** Shows the events that consumers could not handle. */
export function listDeadLetters(options: SystemOptions, terminal: Terminal): Promise<number> {
  return withInspector(options, async (inspector) => {
    const answers = await Promise.all(
      consumingServices.map(async (service) => {
        const { items } = await inspector.lookUp<DeadLetters>(service, '/dead-letters');
        return items.map((letter): FoundLetter => ({ ...letter, service }));
      }),
    );
    const letters = answers.flat();
    terminal.say(renderDeadLetters(letters, terminal));
    terminal.document({ deadLetters: letters });
    return 0;
  });
}

/** Has events handled again whose cause was mended. */
export function replayDeadLetters(options: ReplayOptions, terminal: Terminal): Promise<number> {
  const { consumer, subject } = options;
  const body = {
    ...(consumer === undefined ? {} : { consumer }),
    ...(subject === undefined ? {} : { subject }),
  };
  return withInspector(options, (inspector) =>
    tellCount(inspector, { path: '/dead-letters/replay', body, done: 'handled again' }, terminal),
  );
}

/** Gives one event up, so that those behind it go on. */
export function discardDeadLetter(
  messageId: string,
  options: SystemOptions,
  terminal: Terminal,
): Promise<number> {
  const path = `/dead-letters/${encodeURIComponent(messageId)}/discard`;
  return withInspector(options, (inspector) =>
    tellCount(inspector, { path, body: undefined, done: 'given up' }, terminal),
  );
}

async function tellCount(
  inspector: Inspector,
  { path, body, done }: { readonly path: string; readonly body: object | undefined; readonly done: string },
  { say, document }: Terminal,
): Promise<number> {
  const counts = await Promise.all(
    consumingServices.map((service) => inspector.change<DeadLetterCount>(service, path, body)),
  );
  const count = counts.reduce((sum, each) => sum + each.count, 0);
  say(count === 0 ? `No event had to be ${done}.` : `${count} events are ${done}.`);
  document({ count });
  return 0;
}

async function withInspector(
  { portOffset }: SystemOptions,
  work: (inspector: Inspector) => Promise<number>,
): Promise<number> {
  const control = createControlClient(portOffset);
  const status = await requireStatus(control, portOffset).finally(() => control.close());
  const inspector = createInspector(status);
  try {
    return await work(inspector);
  } finally {
    await inspector.close();
  }
}
