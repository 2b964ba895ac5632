import type { EventType } from '@petstore/contracts/events';
import { messageOf } from '../../errors/index.ts';
import { inTransaction } from '../../postgres/index.ts';
import { createWaker } from '../../workers/index.ts';
import {
  type DeadLetter,
  noteFailure,
  readDueLetters,
  summarizeLetters,
  takeLetter,
} from '../dead-letters/dead-letter-store.ts';
import { decideRedelivery } from '../dead-letters/decide-redelivery.ts';
import type { LoggedEvent } from '../event-bus.ts';
import { mayPass } from '../poll-log.ts';
import { awaitOffset } from './consumer-store.ts';
import { type EventConsumerOptions, handleEvent, namesOf, observeHandled } from './handle-event.ts';

const mostAtOnce = 20;
/** Upper bound of the time until dead letters are noticed that another replica wrote or that an operator replays. */
const longestWaitMs = 5_000;
const shortestWaitMs = 20;
/** While there are none, the consumer's own looks notice new ones; a replica that does not lead looks when woken. */
const restMs = 60_000;

interface DeadLetterWorker {
  wake(): void;
  run(signal: AbortSignal): Promise<void>;
}

/**
 * Redelivers dead letters, in order within each subject, until they succeed or their attempts are used up and they wait
 * for an operator. A replica that does not lead does so once after each wake, and reports no dead letters.
 */
export function createDeadLetterWorker<Type extends EventType>(
  options: EventConsumerOptions<Type>,
): DeadLetterWorker {
  const waker = createWaker(options.clock);
  return {
    wake: () => waker.wake(),
    async run(signal) {
      const { leadership, metrics, consumer } = options;
      let isWoken = false;
      while (!signal.aborted) {
        const leads = leadership === undefined || leadership.isLeader();
        const waitMs = leads || isWoken ? await runOnce(options, signal) : restMs;
        if (!leads) metrics.gauge('event_dead_letters').remove({ consumer });
        isWoken = await waker.wait(leads ? waitMs : restMs, signal);
      }
    },
  };
}

/** Resolves with the time until the next look. */
async function runOnce<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  signal: AbortSignal,
): Promise<number> {
  const { consumer, database, logger, metrics } = options;
  let waitMs = longestWaitMs;
  try {
    const { letters, dueInMs } = await summarizeLetters(database, consumer);
    metrics.gauge('event_dead_letters').set({ consumer }, letters);
    if (letters === 0) return restMs;
    waitMs = dueInMs ?? longestWaitMs;
    if (waitMs <= 0) {
      const due = await readDueLetters(database, consumer, mostAtOnce);
      for (const letter of due) if (!signal.aborted) await tryAgain(options, letter);
    }
  } catch (error) {
    const level = mayPass(error) ? 'warn' : 'error';
    logger[level]({ err: error, consumer }, 'events that failed could not be tried again');
  }
  return Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs));
}

/** Holds the consumer's offset lock, so that no later event of the subject is handled first. */
async function tryAgain<Type extends EventType>(
  options: EventConsumerOptions<Type>,
  letter: DeadLetter,
): Promise<void> {
  const { consumer, database, metrics, logger } = options;
  const event = eventOf(letter);
  const { type, subject } = letter;
  try {
    const isHandled = await inTransaction(database, async (transaction) => {
      await awaitOffset(transaction, namesOf(options));
      if (!(await takeLetter(transaction, letter))) return false;
      await handleEvent(options, transaction, event);
      return true;
    });
    if (isHandled) observeHandled(options, event);
  } catch (error) {
    if (mayPass(error)) throw error;
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const attempts = letter.attempts + 1;
    const next = decideRedelivery(attempts);
    metrics.counter('event_handling_failures_total').inc({ consumer });
    const what = { err: cause, type, subject, messageId: letter.message_id, consumer, attempts };
    if (next === 'left-to-operator') logger.error(what, 'an event failed again and is left to an operator');
    else logger.warn(what, 'an event failed again');
    await noteFailure(database, letter, { error: messageOf(cause), next });
  }
}

function eventOf({ event }: DeadLetter): LoggedEvent {
  const { published_at, occurred_at, ...rest } = event;
  return { ...rest, published_at: new Date(published_at), occurred_at: new Date(occurred_at) };
}
