import type { LoadOfRun, Machine } from './describe-run.ts';

/** Report of a benchmark: measured rows, machine, settings and verdicts, in the same shape for every benchmark. */
export interface BenchmarkReport {
  readonly name: string;
  readonly machine: Machine;
  /** Abbreviated commit; `+changes` when the working tree differs from it, null outside of a clone. */
  readonly commit: string | null;
  /** Load of the machine during the run, needed to judge figures from a shared machine. */
  readonly load: LoadOfRun;
  /** Settings of the run: rates, durations, number of runs. */
  readonly settings: Readonly<Record<string, Setting>>;
  readonly rows: readonly BenchmarkRow[];
  /** Explanations that a reader of the figures needs. */
  readonly notes: readonly string[];
}

type Setting = string | number | boolean | null;

export interface BenchmarkRow {
  readonly metric: string;
  readonly value: number;
  readonly unit: string;
  /** The value that this one is compared with, measured in the same run; null when there is none. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
  readonly goal: Goal | null;
  readonly met: boolean | null;
}

/** Bound for a row's value, in the row's unit, or for its ratio. */
export interface Goal {
  readonly of: 'value' | 'ratio';
  readonly relation: '<=' | '>=';
  readonly bound: number;
}

/** What a benchmark contributes to the report; machine, commit and load are added by the runner. */
export type Findings = Pick<BenchmarkReport, 'settings' | 'rows' | 'notes'>;
