import { writeStale } from '../series/stale-marker.ts';
import {
  differenceCount,
  differenceFirst,
  timeCode,
  timeMask,
  valueCode,
  valueMask,
} from './sample-codes.ts';

/** Where encoded samples lie. */
interface EncodedSamples {
  readonly bytes: Uint8Array;
  readonly offset: number;
  readonly length: number;
  readonly startMs: number;
}

/** Columns that are being filled; as long as all samples that may come. */
export interface SampleColumns {
  readonly timestamps: Float64Array;
  readonly values: Float64Array;
  count: number;
}

const scratch = new Float64Array(1);
const scratchBytes = new Uint8Array(scratch.buffer);

/** Appends the samples from `fromMs` to `toMs`, both included. */
export function decodeSamples(
  source: EncodedSamples,
  columns: SampleColumns,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): void {
  const { bytes } = source;
  const { timestamps, values } = columns;
  const end = source.offset + source.length;
  let at = source.offset;
  let time = source.startMs;
  let interval = 0;
  let value = 0;
  let step = 0;
  let count = columns.count;
  while (at < end && time <= toMs) {
    const control = bytes[at++] as number;
    const code = control & valueMask;
    let repeats = 1;
    let isStale = false;
    if (code === valueCode.sameRun || code === valueCode.stepRun) {
      repeats = (bytes[at++] as number) + 1;
    } else if (code === valueCode.stepAgain) value += step;
    else if (code === valueCode.stale) isStale = true;
    else if (code >= valueCode.stepByte) {
      const width = 1 << (code - valueCode.stepByte);
      step = readInteger(bytes, at, width);
      at += width;
      value += step;
    } else if (code !== valueCode.same) {
      value = differing(bytes, at, { code, before: value });
      at += differenceCount[code] as number;
    }
    const timeWidth = timeWidthOf(control & timeMask);
    interval += readInteger(bytes, at, timeWidth);
    at += timeWidth;
    const stride = code === valueCode.stepRun ? step : 0;
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      time += interval;
      if (stride !== 0) value += stride;
      if (time < fromMs) continue;
      if (time > toMs) break;
      timestamps[count] = time;
      if (isStale) writeStale(values, count);
      else values[count] = value;
      count += 1;
    }
  }
  columns.count = count;
}

function timeWidthOf(code: number): number {
  if (code === timeCode.regular) return 0;
  return code === timeCode.word ? 4 : code >> 6;
}

function readInteger(bytes: Uint8Array, at: number, width: number): number {
  if (width === 0) return 0;
  if (width === 1) return ((bytes[at] as number) << 24) >> 24;
  const low = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  if (width === 2) return (low << 16) >> 16;
  return low | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

function differing(
  bytes: Uint8Array,
  at: number,
  { code, before }: { readonly code: number; readonly before: number },
): number {
  scratch[0] = before;
  const first = differenceFirst[code] as number;
  const count = differenceCount[code] as number;
  for (let index = 0; index < count; index += 1) {
    const place = first + index;
    scratchBytes[place] = (scratchBytes[place] as number) ^ (bytes[at + index] as number);
  }
  return scratch[0] as number;
}
