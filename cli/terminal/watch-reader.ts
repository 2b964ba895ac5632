/** Aborted when standard output is closed, as when `head` has read its lines. */
interface ReaderWatch {
  readonly signal: AbortSignal;
  dispose(): void;
}

export function watchReader(stdout: NodeJS.EventEmitter = process.stdout): ReaderWatch {
  const controller = new AbortController();
  const abort = () => controller.abort();
  stdout.on('error', abort);
  return { signal: controller.signal, dispose: () => stdout.off('error', abort) };
}
