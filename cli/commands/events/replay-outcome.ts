import type { DeadLetter } from '@petstore/contracts/http';

export interface ReplayOutcome {
  /** Everything that was replayed is handled, or failed again, or waits behind what did. */
  readonly isSettled: boolean;
  readonly handled: readonly FoundLetter[];
  readonly failed: readonly FoundLetter[];
  /** Behind another of their subject. */
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

/** Whether two letters are set aside by the same consumer for the same subject, so that one waits for the other. */
export function areInOneLine(one: FoundLetter, other: FoundLetter): boolean {
  return one.service === other.service && one.consumer === other.consumer && one.subject === other.subject;
}

/** What became of letters that were replayed, by what is set aside now; both in the order in which they were set aside. */
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
    // A replay takes a letter's attempts back.
    isSettled: heads.every(({ attempts }) => attempts > 0),
    handled: replayed.filter((letter) => !left.some(isSame(letter))),
    failed: heads.filter(({ attempts }) => attempts > 0),
    waiting: left.filter((letter) => !heads.includes(letter)),
  };
}

/** A letter and the service whose consumer could not handle it. */
export type FoundLetter = DeadLetter & { readonly service: string };
