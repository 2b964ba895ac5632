import { findProgram } from '../processes/find-program.ts';

/** Paths of the programs that the benchmark can use; null for those that are not installed. */
export interface Tools {
  readonly haproxy: string | null;
  readonly nginx: string | null;
  readonly wrk: string | null;
  readonly taskset: string | null;
}

export async function findTools(): Promise<Tools> {
  const [haproxy, nginx, wrk, taskset] = await Promise.all([
    findProgram('haproxy'),
    findProgram('nginx'),
    findProgram('wrk'),
    findProgram('taskset'),
  ]);
  return { haproxy, nginx, wrk, taskset };
}
