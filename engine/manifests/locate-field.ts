import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import type { FieldPath } from './field-path.ts';

function keyText(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key);
}

function follow(document: Document, node: unknown): Node | null {
  if (isAlias(node)) return follow(document, node.resolve(document));
  return isMap(node) || isSeq(node) || isScalar(node) ? node : null;
}

function offsetOf(node: unknown): number | undefined {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
}

/** The key of a field, or the entry of a list, at `step` below `node`. */
function stepInto(node: Node, step: string | number): { offset: number | undefined; next: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((candidate) => keyText(candidate) === String(step));
    return pair === undefined ? null : { offset: offsetOf(pair.key), next: pair.value };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? null : { offset: offsetOf(item), next: item };
  }
  return null;
}

/** Offset of the field in the text; of the nearest field above it when it is not there itself. */
export function locateField(document: Document, path: FieldPath): number {
  let node = follow(document, document.contents);
  let offset = offsetOf(node) ?? 0;
  for (const step of path) {
    const found = node === null ? null : stepInto(node, step);
    if (found === null) return offset;
    offset = found.offset ?? offset;
    node = follow(document, found.next);
  }
  return offset;
}
