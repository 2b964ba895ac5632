import { setTimeout as delay } from 'node:timers/promises';
import { backOffMs } from '@petstore/chassis/resilience';

interface Polling<Answer> {
  readonly ask: () => Promise<Answer>;
  readonly isDone: (answer: Answer) => boolean;
  readonly withinMs: number;
  readonly signal?: AbortSignal;
}

const backOff = { firstMs: 10, longestMs: 100, jitter: 'none' } as const;

/** Polls with growing delays until `isDone`, or until the deadline; resolves with the last answer either way. */
export async function pollUntil<Answer>({ ask, isDone, withinMs, signal }: Polling<Answer>): Promise<Answer> {
  const deadline = performance.now() + withinMs;
  for (let polls = 0; ; polls += 1) {
    const answer = await ask();
    if (isDone(answer) || performance.now() >= deadline) return answer;
    await delay(backOffMs(polls, backOff), undefined, signal === undefined ? {} : { signal });
  }
}
