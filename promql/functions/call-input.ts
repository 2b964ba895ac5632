import type { Frame } from '../query/frame.ts';
import type { InstantSeries, Value } from '../query/instant-series.ts';
import type { QueryContext } from '../query/query-context.ts';
import type { Call, Span } from '../syntax/expression.ts';

/** A call with its arguments evaluated at every step of a frame. */
export class CallInput {
  readonly context: QueryContext;
  readonly frame: Frame;
  readonly call: Call;
  readonly #args: readonly Value[];

  constructor(context: QueryContext, call: Call, { frame, args }: { frame: Frame; args: readonly Value[] }) {
    this.context = context;
    this.call = call;
    this.frame = frame;
    this.#args = args;
  }

  get argCount(): number {
    return this.#args.length;
  }

  vector(index: number): readonly InstantSeries[] {
    const arg = this.#args[index];
    return arg?.kind === 'vector' ? arg.series : [];
  }

  scalar(index: number): Float64Array {
    const arg = this.#args[index];
    return arg?.kind === 'scalar' ? arg.values : new Float64Array(this.frame.count).fill(Number.NaN);
  }

  text(index: number): string {
    const arg = this.#args[index];
    return arg?.kind === 'string' ? arg.value : '';
  }

  spanOf(index: number): Span {
    return this.call.args[index]?.span ?? this.call.span;
  }
}

/** A function over whole columns. */
export type CallFunction = (input: CallInput) => Value;
