import { createHash } from 'node:crypto';

/** A number in [0, 1) that depends on its arguments alone, so a seed replays the same faults whichever replica draws them. */
export function uniformDraw(seed: number, draw: number, channel: string): number {
  const digest = createHash('sha256').update(`${seed}/${draw}/${channel}`).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
