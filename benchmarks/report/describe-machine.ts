import { arch, cpus, release, totalmem, type } from 'node:os';
import type { Machine } from './benchmark-report.ts';

const bytesPerGiB = 2 ** 30;

export function describeMachine(): Machine {
  const all = cpus();
  return {
    cpus: all.length,
    model: all[0]?.model.trim() ?? 'unknown',
    memoryGiB: Math.round((totalmem() / bytesPerGiB) * 10) / 10,
    system: `${type()} ${release()} ${arch()}`,
    node: process.version,
  };
}
