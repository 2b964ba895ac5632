import type { FromWorker, ToWorker, WorkerOrder, WorkerReport } from './load-plan.ts';
import { PetShelf } from './pet-shelf.ts';
import { runWorker } from './run-worker.ts';

/** One process of a load: takes its order from the process that forked it, and ends with it. */
process.once('disconnect', () => process.exit(1));
// The parent decides when the load ends: Ctrl-C reaches the whole group, and the report must still be made.
process.on('SIGINT', () => undefined);

const shelf = new PetShelf();
const abort = new AbortController();
const { order, startAtEpochMs } = await new Promise<ToWorker & { type: 'start' }>((resolve) => {
  process.on('message', (message: ToWorker) => {
    if (message.type === 'supply') shelf.fill(message.supply);
    else if (message.type === 'abort') abort.abort();
    else resolve(message);
  });
  tell({ type: 'ready' });
});
await new Promise((resolve) => setTimeout(resolve, startAtEpochMs - Date.now()));
const report = await generate(order);
tell({ type: 'report', report }, () => process.exit(0));

function generate(ordered: WorkerOrder): Promise<WorkerReport> {
  const onProgress = (progress: (FromWorker & { type: 'progress' })['progress']) =>
    tell({ type: 'progress', progress });
  return runWorker(ordered, { signal: abort.signal, shelf, onProgress });
}

function tell(message: FromWorker, sent: () => void = () => undefined): void {
  process.send?.(message, sent);
}
