/** Aborted when nobody reads standard output any more, as when `head` has had its lines. */
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
