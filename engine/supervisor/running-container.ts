import type { ContainerProcess } from './container-process.ts';
import type { MeasuredUsage } from './usage-meter.ts';

/** The container that a pod runs at this moment. */
export interface RunningContainer {
  readonly process: ContainerProcess;
  readonly preStop: ((signal: AbortSignal) => Promise<void>) | null;
  readonly memoryLimitBytes: number | null;
  termination: Promise<void> | null;
  usage: MeasuredUsage | null;
  /** Why it was killed, when it was killed for its memory. */
  outOfMemory: string | null;
}
