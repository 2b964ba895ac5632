import { isWordCharacter } from './character-classes.ts';
import type { Step } from './pattern-program.ts';
import type { Assertion } from './pattern-syntax.ts';

interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/**
 * Whether a program matches a whole text, in linear time for every pattern (Thompson's simulation). `slots` is the
 * number of group borders to record: 0, or two for each group.
 */
export function runProgram(
  { steps, start }: Program,
  text: string,
  slots: number,
): readonly number[] | undefined {
  const codePoints = Array.from(text, (character) => character.codePointAt(0) ?? 0);
  const seen = new Int32Array(steps.length).fill(-1);
  let threads: Thread[] = [];
  let found: readonly number[] | undefined;

  /** Follows everything that takes no character, in the order of preference. */
  const follow = (
    into: Thread[],
    from: number,
    { at, saved }: { at: number; saved: readonly number[] },
  ): void => {
    const open: Thread[] = [{ step: from, saved }];
    for (let thread = open.pop(); thread !== undefined; thread = open.pop()) {
      const step = steps[thread.step];
      if (step === undefined || seen[thread.step] === at) continue;
      seen[thread.step] = at;
      if (step.kind === 'split') open.push({ ...thread, step: step.second }, { ...thread, step: step.first });
      else if (step.kind === 'save') {
        const now = step.slot < slots ? withSlot(thread.saved, step.slot, at) : thread.saved;
        open.push({ step: step.next, saved: now });
      } else if (step.kind === 'assertion') {
        if (holds(step.assertion, codePoints, at)) open.push({ ...thread, step: step.next });
      } else into.push(thread);
    }
  };

  follow(threads, start, { at: 0, saved: new Array(slots).fill(-1) });
  for (let at = 0; at < codePoints.length && threads.length > 0; at++) {
    const following: Thread[] = [];
    for (const { step, saved } of threads) {
      const here = steps[step];
      if (here?.kind === 'character' && here.test(codePoints[at] ?? 0))
        follow(following, here.next, { at: at + 1, saved });
    }
    threads = following;
  }
  for (const { step, saved } of threads)
    if (steps[step]?.kind === 'match') {
      found = saved;
      break;
    }
  return found;
}

interface Thread {
  readonly step: number;
  readonly saved: readonly number[];
}

function withSlot(saved: readonly number[], slot: number, at: number): readonly number[] {
  const copy = [...saved];
  copy[slot] = at;
  return copy;
}

function holds(assertion: Assertion, codePoints: readonly number[], at: number): boolean {
  const before = codePoints[at - 1];
  const after = codePoints[at];
  switch (assertion) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === codePoints.length;
    case 'line-start':
      return at === 0 || before === 10;
    case 'line-end':
      return at === codePoints.length || after === 10;
    default: {
      const isBefore = before !== undefined && isWordCharacter(before);
      const isAfter = after !== undefined && isWordCharacter(after);
      return (isBefore !== isAfter) === (assertion === 'word-border');
    }
  }
}
