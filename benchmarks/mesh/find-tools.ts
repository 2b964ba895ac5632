import { findProgram } from '../processes/find-program.ts';

/** Paths of what is installed of what the benchmark can use. */
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
