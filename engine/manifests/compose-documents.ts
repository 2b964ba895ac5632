import { Composer, type CST, type Document, LineCounter, Parser, type Tags } from 'yaml';

/** Deeper than any manifest; composing and visiting recurse, so the depth is bounded before they begin. */
const maxDepth = 100;

/** Kubernetes reads YAML 1.1 (`0644` is octal, `yes` a boolean), but no dates and no base-60 numbers. */
function asKubernetesReads(tags: Tags): Tags {
  return tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    return tag.tag !== 'tag:yaml.org,2002:timestamp' && !('format' in tag && tag.format === 'TIME');
  });
}

function childrenOf(token: CST.Token): (CST.Token | null | undefined)[] {
  if (token.type === 'document') return [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap((item) => [item.key, item.value]);
}

function offsetOfTooDeep(tokens: readonly CST.Token[]): number | null {
  const pending = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.depth > maxDepth) return next.token.offset;
    for (const child of childrenOf(next.token)) {
      if (child) pending.push({ token: child, depth: next.depth + 1 });
    }
  }
  return null;
}

export interface ComposedText {
  readonly lineCounter: LineCounter;
  readonly documents: readonly Document[];
  /** Where the text is nested too deeply to be composed at all. */
  readonly tooDeepAt: number | null;
}

export function composeDocuments(text: string): ComposedText {
  const lineCounter = new LineCounter();
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  const tooDeepAt = offsetOfTooDeep(tokens);
  if (tooDeepAt !== null) return { lineCounter, documents: [], tooDeepAt };
  const composer = new Composer({ version: '1.1', customTags: asKubernetesReads, logLevel: 'error' });
  return { lineCounter, documents: [...composer.compose(tokens)], tooDeepAt };
}
