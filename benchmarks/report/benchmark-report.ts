import type { LoadOfRun } from './describe-run.ts';

/** What was measured, on what, and whether it will do: the same shape for every benchmark. */
export interface BenchmarkReport {
  readonly name: string;
  readonly machine: Machine;
  /** Abbreviated; `+changes` where the working tree was not what is committed, null outside of a clone. */
  readonly commit: string | null;
  /** How busy the machine was, for whoever must judge the figures of a shared one. */
  readonly load: LoadOfRun;
  /** What was asked for: rates, durations, how many runs. */
  readonly settings: Readonly<Record<string, Setting>>;
  readonly rows: readonly BenchmarkRow[];
  /** What a reader of the figures has to know. */
  readonly notes: readonly string[];
}

type Setting = string | number | boolean | null;

export interface Machine {
  readonly cpus: number;
  readonly model: string;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
}

export interface BenchmarkRow {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** The same measured in the same run of what it is compared with; null where there is no such thing. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
  readonly goal: Goal | null;
  readonly met: boolean | null;
}

/** Which of a row's figures has to be how large, in the row's unit or as a ratio. */
export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly relation: '<=' | '>=';
  readonly bound: number;
}

/** What a benchmark itself has to tell; machine, commit and load are the same work for each. */
export type Findings = Pick<BenchmarkReport, 'settings' | 'rows' | 'notes'>;
