import type { Span } from '../syntax/expression.ts';
import { locate } from '../syntax/syntax-error.ts';

type AnnotationKind = 'warning' | 'info';

/** What a query wants to tell about its result; each sentence once a place. */
export class Annotations {
  readonly #query: string;
  readonly #warnings = new Set<string>();
  readonly #infos = new Set<string>();

  constructor(query: string) {
    this.#query = query;
  }

  add(kind: AnnotationKind, message: string, span: Span): void {
    const set = kind === 'warning' ? this.#warnings : this.#infos;
    const { line, column } = locate(this.#query, span);
    set.add(`PromQL ${kind}: ${message} (${line}:${column})`);
  }

  get warnings(): readonly string[] {
    return [...this.#warnings];
  }

  get infos(): readonly string[] {
    return [...this.#infos];
  }
}
