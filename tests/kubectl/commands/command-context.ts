import type { KubectlCommand } from '../kubectl-command.ts';

/** What the commands of one kubectl are tried on: a namespace of their own, with the fixture's objects in it. */
export interface CommandContext {
  readonly kubectl: KubectlCommand;
  readonly minor: number;
  readonly namespace: string;
  /** The fixture's files as that kubectl applies them. */
  readonly manifests: string;
  /** For files of a test. */
  readonly folder: string;
}

/** What is tried, by the sentence that it shows to hold. Later ones may use what earlier ones left. */
export type CommandGroup = Readonly<Record<string, (context: CommandContext) => Promise<void>>>;

/** Writes of `kubectl` that 1.20 checks with a document of the server that this one does not have. */
export const firstWithServerSideChecks = 27;

/** Older ones describe an autoscaler by `autoscaling/v1`, which knows neither other metrics nor conditions. */
export const firstWithNewerAutoscalers = 23;
