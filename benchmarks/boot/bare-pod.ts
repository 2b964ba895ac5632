import type { FloorDatabase } from '../floor/bare-database.ts';

/** What a process of the boot floor is told in its only argument. */
export interface BarePodOptions {
  readonly database: FloorDatabase;
  /** Null for one that stands for an init container: it connects once and exits. */
  readonly port: number | null;
}
