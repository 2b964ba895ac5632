import type { DeadLetter } from '@petstore/contracts/http';

export interface ReplayOutcome {
  /** Every replayed event was handled, failed again, or waits behind one that failed. */
  readonly isSettled: boolean;
  readonly handled: readonly FoundLetter[];
  readonly failed: readonly FoundLetter[];
  /** Events behind a failed one of the same subject. */
  readonly waiting: readonly FoundLetter[];
}

export interface LetterChoice {
  readonly consumer?: string | undefined;
  readonly subject?: string | undefined;
}

export function isChosen({ consumer, subject }: LetterChoice): (letter: FoundLetter) => boolean {
  return (letter) =>
    (consumer === undefined || letter.consumer === consumer) &&
    (subject === undefined || letter.subject === subject);
}

/** Whether two dead letters are of the same consumer and subject, so that one blocks the other. */
export function areInOneLine(one: FoundLetter, other: FoundLetter): boolean {
  return one.service === other.service && one.consumer === other.consumer && one.subject === other.subject;
}

/**
 * Compares the replayed dead letters with those that exist now. Both lists are in the order in which the events were
 * dead-lettered.
 */
export function decideReplayOutcome(
  replayed: readonly FoundLetter[],
  now: readonly FoundLetter[],
): ReplayOutcome {
  const isSame = (one: FoundLetter) => (other: FoundLetter) =>
    areInOneLine(one, other) && one.messageId === other.messageId;
  const left = now.filter((letter) => replayed.some(isSame(letter)));
  const heads = left.filter(
    (letter, place) => !left.slice(0, place).some((other) => areInOneLine(other, letter)),
  );
  return {
    // A replay resets the number of attempts to 0.
    isSettled: heads.every(({ attempts }) => attempts > 0),
    handled: replayed.filter((letter) => !left.some(isSame(letter))),
    failed: heads.filter(({ attempts }) => attempts > 0),
    waiting: left.filter((letter) => !heads.includes(letter)),
  };
}

/** A dead letter with the service that owns its consumer. */
export type FoundLetter = DeadLetter & { readonly service: string };
