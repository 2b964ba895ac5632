/** Work that goes on beside requests for as long as the process lives: a relay, a consumer, a saga, a pruner. */
export interface Worker {
  readonly name: string;
  /** Resolves soon after the signal aborts. A throw means that the worker failed and is to be run again. */
  run(signal: AbortSignal): Promise<void>;
}
