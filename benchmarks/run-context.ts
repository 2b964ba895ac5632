import type { Lifetime } from './processes/lifetime.ts';

/** What every benchmark is given. */
export interface RunContext {
  readonly lifetime: Lifetime;
  /** For whoever waits. */
  say(text: string): void;
}
