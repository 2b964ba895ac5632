import { performance } from 'node:perf_hooks';

/** Says what is being done and how long it took, one short line each. */
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
