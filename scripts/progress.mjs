import { performance } from 'node:perf_hooks';

/** Prints one short line for each step, with its duration. */
export function createProgress(stream = process.stdout) {
  const say = (text) => stream.write(`${text}\n`);
  const step = async (title, work) => {
    const startedAt = performance.now();
    say(`${title} ...`);
    const result = await work();
    say(`${title}: ${secondsSince(startedAt)}`);
    return result;
  };
  return { say, step };
}

export function secondsSince(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}
