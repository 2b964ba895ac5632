import { setTimeout as delay } from 'node:timers/promises';

interface Polling<Answer> {
  readonly ask: () => Promise<Answer>;
  readonly isDone: (answer: Answer) => boolean;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

const firstDelayMs = 10;
const longestDelayMs = 100;

/** Polls with growing delays until `isDone`, or until the deadline; resolves with the last answer either way. */
export async function pollUntil<Answer>({ ask, isDone, withinMs, signal }: Polling<Answer>): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(2 * delayMs, longestDelayMs)) {
    const answer = await ask();
    if (isDone(answer) || performance.now() >= deadline) return answer;
    await delay(delayMs, undefined, signal === undefined ? {} : { signal });
  }
}
