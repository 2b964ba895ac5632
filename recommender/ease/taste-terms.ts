import type { Taste } from '../ranking/index.ts';

export interface ModelShape {
  readonly itemCount: number;
  readonly attributeScale: number;
}

/** Contribution of one item or attribute to a score: `factor` times the row of its column. */
export interface TasteTerm {
  readonly source: 'item' | 'attribute';
  /** Index of the item, or of the attribute among the attributes. */
  readonly index: number;
  readonly column: number;
  readonly factor: number;
}

/** Maps a user's items and attributes to columns of the model; unknown ones are skipped. */
export function toTerms(
  { items, weights, attributes = [] }: Taste,
  { itemCount, attributeScale, size }: ModelShape & { readonly size: number },
): TasteTerm[] {
  const terms: TasteTerm[] = [];
  for (let at = 0; at < items.length; at += 1) {
    const index = items[at] ?? -1;
    if (!(index >= 0 && index < itemCount)) continue;
    terms.push({ source: 'item', index, column: index, factor: weights?.[at] ?? 1 });
  }
  for (let at = 0; at < attributes.length; at += 1) {
    const index = attributes[at] ?? -1;
    if (!(index >= 0 && index < size - itemCount)) continue;
    terms.push({ source: 'attribute', index, column: itemCount + index, factor: attributeScale });
  }
  return terms;
}
