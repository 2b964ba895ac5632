import type { ContainerExit } from './container-process.ts';

/** An exit in words, with what the number means where it is not obvious. */
export function describeExit({ code, signal, error }: ContainerExit): string {
  if (error !== null) return `could not start: ${error}`;
  if (signal !== null) return `killed by ${signal}`;
  return code === 0 ? 'ended with code 0' : `exited with code ${code}`;
}
