import { parseDurationMs } from '../syntax/literals.ts';

/** How long after its sample's time each counter began, in milliseconds, mostly negative; undefined: not told. */
export type StartOffsets = readonly (number | undefined)[];

const duration = '(?:0|(?:\\d+(?:ms|[smhdwy]))+)';
const offsets = new RegExp(`^([+-]?)(${duration})(?:([+-])(${duration}))?(?:x(\\d+))?$`);

/** `-30s-1mx2 _ * -1m`: offsets as values are written, with durations. Throws `SyntaxError`. */
export function parseStartOffsets(text: string): StartOffsets {
  const found: (number | undefined)[] = [];
  for (const item of text.trim().split(/\s+/)) {
    const blank = /^_(?:x(\d+))?$/.exec(item);
    const repeat = /^\*(?:x(\d+))?$/.exec(item);
    const match = offsets.exec(item);
    if (blank) pushTimes(found, undefined, Number(blank[1] ?? 1));
    else if (repeat)
      pushTimes(
        found,
        found.findLast((offset) => offset !== undefined),
        Number(repeat[1] ?? 1),
      );
    else if (match) {
      const [, sign = '', first = '', stepSign = '+', step = '0', times = '0'] = match;
      const stepMs = signed(stepSign, step);
      for (let index = 0; index <= Number(times); index++) found.push(signed(sign, first) + index * stepMs);
    } else throw new SyntaxError(`unexpected "${item}" among the start times`);
  }
  return found;
}

function signed(sign: string, text: string): number {
  const ms = parseDurationMs(text) ?? 0;
  return sign === '-' ? -ms : ms;
}

function pushTimes(found: (number | undefined)[], offset: number | undefined, times: number): void {
  for (let index = 0; index < times; index++) found.push(offset);
}
