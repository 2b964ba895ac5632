import { type Assertion, type CharacterTest, PatternError, type PatternNode } from './pattern-syntax.ts';

/** One step of a program; steps name those that follow them by number. */
export type Step =
  | { readonly kind: 'character'; readonly test: CharacterTest; next: number }
  /** The first way is preferred. */
  | { readonly kind: 'split'; first: number; second: number }
  | { readonly kind: 'save'; readonly slot: number; next: number }
  | { readonly kind: 'assertion'; readonly assertion: Assertion; next: number }
  | { readonly kind: 'match' };

const largestProgram = 20_000;

/** Translates a pattern into steps; the last one is the match, the first one is returned as `start`. */
export function compileProgram(root: PatternNode): { steps: Step[]; start: number } {
  const steps: Step[] = [{ kind: 'match' }];
  const add = (step: Step): number => {
    if (steps.length >= largestProgram) throw new PatternError('expression too large');
    return steps.push(step) - 1;
  };
  /** Returns the number of the first step of a node that goes on at `next`. */
  const emit = (node: PatternNode, next: number): number => {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'character':
        return add({ kind: 'character', test: node.test, next });
      case 'assertion':
        return add({ kind: 'assertion', assertion: node.assertion, next });
      case 'sequence':
        return node.parts.reduceRight((following, part) => emit(part, following), next);
      case 'choice':
        return node.options
          .map((option) => emit(option, next))
          .reduceRight((second, first) => add({ kind: 'split', first, second }));
      case 'group': {
        const end = add({ kind: 'save', slot: 2 * node.number + 1, next });
        return add({ kind: 'save', slot: 2 * node.number, next: emit(node.body, end) });
      }
      case 'repeat':
        return emitRepeat(node, next);
    }
  };
  const emitRepeat = (node: PatternNode & { kind: 'repeat' }, next: number): number => {
    const { body, least, most, isGreedy } = node;
    const split = (inside: number, outside: number): Step =>
      isGreedy
        ? { kind: 'split', first: inside, second: outside }
        : { kind: 'split', first: outside, second: inside };
    let start = next;
    if (most === Number.POSITIVE_INFINITY) {
      const loop = add({ kind: 'split', first: next, second: next });
      steps[loop] = split(emit(body, loop), next);
      start = loop;
    } else for (let index = least; index < most; index++) start = add(split(emit(body, start), next));
    for (let index = 0; index < least; index++) start = emit(body, start);
    return start;
  };
  const start = emit(root, 0);
  return { steps, start };
}
