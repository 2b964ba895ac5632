import { Labels, type SeriesBlock } from '@petstore/promql';
import type { PackedSeries } from './query-messages.ts';

/** Labels that a worker remembers; then it forgets all of them. */
const mostSentLabels = 50_000;

/** Numbers the labels that one worker has been sent. */
export class SentLabels {
  #ids = new Map<Labels, number>();
  #next = 1;

  /** Turns blocks into few large pieces that cost nothing to hand over. */
  pack(blocks: readonly SeriesBlock[]): PackedSeries {
    if (this.#ids.size + blocks.length > mostSentLabels) this.#ids = new Map();
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

const mostReceivedLabels = 60_000;

/** The labels that a worker was sent, by their numbers. */
export class ReceivedLabels {
  readonly #byId = new Map<number, Labels>();

  unpack({ labelIds, newLabels, lengths, timestamps, values }: PackedSeries): SeriesBlock[] {
    for (const [id, names, texts] of newLabels) this.#byId.set(id, new Labels(names, texts));
    let at = 0;
    const blocks = labelIds.map((id, index): SeriesBlock => {
      const from = at;
      at += lengths[index] ?? 0;
      return {
        labels: this.#byId.get(id) ?? Labels.empty,
        timestamps: timestamps.subarray(from, at),
        values: values.subarray(from, at),
      };
    });
    this.#forgetOldest();
    return blocks;
  }

  /** The sender has forgotten them before: what it sends again has a new number. */
  #forgetOldest(): void {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= 2 * mostReceivedLabels) return;
      this.#byId.delete(id);
    }
  }
}
