import { Labels, type SeriesBlock } from '@petstore/promql';
import type { PackedSeries } from './query-messages.ts';

const mostRemembered = 60_000;

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
      if (this.#byId.size <= 2 * mostRemembered) return;
      this.#byId.delete(id);
    }
  }
}
