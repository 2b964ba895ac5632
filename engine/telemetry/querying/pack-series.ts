import type { Labels, SeriesBlock } from '@petstore/promql';
import type { PackedSeries } from './query-messages.ts';

/** Labels that a worker remembers; then it forgets all of them. */
const mostRemembered = 50_000;

/** Numbers the labels that one worker has been sent. */
export class SentLabels {
  #ids = new Map<Labels, number>();
  #next = 1;

  /** Turns blocks into few large pieces that cost nothing to hand over. */
  pack(blocks: readonly SeriesBlock[]): PackedSeries {
    if (this.#ids.size + blocks.length > mostRemembered) this.#ids = new Map();
    const newLabels: PackedSeries['newLabels'][number][] = [];
    const labelIds = blocks.map(({ labels }) => {
      const known = this.#ids.get(labels);
      if (known !== undefined) return known;
      const id = this.#next++;
      this.#ids.set(labels, id);
      newLabels.push([id, labels.names, labels.values]);
      return id;
    });
    return { labelIds, newLabels, ...columnsOf(blocks) };
  }
}

function columnsOf(blocks: readonly SeriesBlock[]): Pick<PackedSeries, 'lengths' | 'timestamps' | 'values'> {
  const lengths = Uint32Array.from(blocks, ({ timestamps }) => timestamps.length);
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const timestamps = new Float64Array(total);
  const values = new Float64Array(total);
  let at = 0;
  for (const block of blocks) {
    timestamps.set(block.timestamps, at);
    values.set(block.values, at);
    at += block.timestamps.length;
  }
  return { lengths, timestamps, values };
}
