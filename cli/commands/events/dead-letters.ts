import type { DeadLetterCount, DeadLetters } from '@petstore/contracts/http';
import { cliErrors } from '../../errors.ts';
import { type Inspector, withInspector } from '../../system/inspector.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import { pollUntil } from '../../system/poll-until.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { countEvents, renderDeadLetters, renderReplay } from './render-dead-letters.ts';
import {
  areInOneLine,
  decideReplayOutcome,
  type FoundLetter,
  isChosen,
  type LetterChoice,
} from './replay-outcome.ts';

export interface LetterOptions extends SystemOptions {
  readonly consumer?: string;
}

export interface ReplayOptions extends LetterOptions {
  readonly subject?: string;
}

/** Services with event consumers. */
const consumingServices = ['analytics', 'ml-pet-advisor'] as const;
/** How long to wait until a consumer has attempted the replayed events. */
const replayPatienceMs = 15_000;

/** Lists the dead letters of every consumer. */
export function listDeadLetters(options: SystemOptions, terminal: Terminal): Promise<number> {
  return withInspector(options, async (inspector) => {
    const letters = await findLetters(inspector);
    terminal.say(renderDeadLetters(letters, terminal));
    terminal.document({ deadLetters: letters });
    return 0;
  });
}

/** Replays dead letters and reports the outcome; exit code 1 when some are still not handled. */
export function replayDeadLetters(options: ReplayOptions, terminal: Terminal): Promise<number> {
  const { consumer, subject, portOffset } = options;
  const choice = {
    ...(consumer === undefined ? {} : { consumer }),
    ...(subject === undefined ? {} : { subject }),
  };
  return withInspector(options, async (inspector) => {
    const replayed = (await findLetters(inspector)).filter(isChosen(choice));
    if (replayed.length === 0 && Object.keys(choice).length > 0) throw unknownLetter(choice, portOffset);
    await Promise.all(
      [...new Set(replayed.map(({ service }) => service))].map((service) =>
        inspector.change<DeadLetterCount>(service, { path: '/dead-letters/replay', body: choice }),
      ),
    );
    const outcome = await pollUntil({
      ask: async () => decideReplayOutcome(replayed, await findLetters(inspector)),
      isDone: ({ isSettled }) => isSettled,
      withinMs: replayPatienceMs,
    });
    const { handled, failed, waiting } = outcome;
    terminal.say(renderReplay(outcome, terminal));
    terminal.document({ count: replayed.length, handled: handled.length, failed, waiting });
    return handled.length === replayed.length ? 0 : 1;
  });
}

/** Discards one dead letter, so that later events of its subject are handled. */
export function discardDeadLetter(
  messageId: string,
  options: LetterOptions,
  terminal: Terminal,
): Promise<number> {
  const { consumer, portOffset } = options;
  const path = `/dead-letters/${encodeURIComponent(messageId)}/discard`;
  return withInspector(options, async (inspector) => {
    const letters = await findLetters(inspector);
    const discarded = letters.filter(isChosen({ consumer })).filter((each) => each.messageId === messageId);
    if (discarded.length === 0) throw unknownLetter({ messageId, consumer }, portOffset);
    for (const letter of discarded) {
      const query = { consumer: letter.consumer };
      await inspector.change<DeadLetterCount>(letter.service, { path, query });
      const behind = letters.filter((each) => areInOneLine(each, letter)).length - 1;
      const goesOn = behind === 0 ? '' : `; ${countEvents(behind)} of ${letter.subject} can continue`;
      terminal.say(
        `${letter.type} of ${letter.subject} was discarded for ${letter.consumer} of ${letter.service}${goesOn}`,
      );
    }
    terminal.document({ count: discarded.length, discarded });
    return 0;
  });
}

function unknownLetter(choice: LetterChoice & { readonly messageId?: string }, portOffset: number): Error {
  const { messageId, consumer, subject } = choice;
  const what = messageId === undefined ? 'No event' : `No event ${messageId}`;
  const by = consumer === undefined ? '' : ` by ${consumer}`;
  const of = subject === undefined ? '' : ` of ${subject}`;
  const message = `${what}${of} is dead-lettered${by}; ${petstoreCommand('events dead-letters', portOffset)} lists those that are.`;
  return cliErrors.create('dead-letter-unknown', { message });
}

async function findLetters(inspector: Inspector): Promise<readonly FoundLetter[]> {
  const answers = await Promise.all(
    consumingServices.map(async (service) => {
      const { items } = await inspector.lookUp<DeadLetters>(service, '/dead-letters');
      return items.map((letter): FoundLetter => ({ ...letter, service }));
    }),
  );
  return answers.flat();
}
