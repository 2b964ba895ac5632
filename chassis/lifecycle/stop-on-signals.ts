import type { Logger } from '../logging/index.ts';
import type { RunningService } from './service-definition.ts';

/** The process must be gone before the orchestrator's grace period of 30 s by default ends it. */
const longestStopMs = 10_000;

/** Ends the process in order on SIGTERM and SIGINT; a stop that hangs or fails ends it with a non-zero code. */
export function stopOnSignals(service: RunningService, logger: Logger): void {
  const end = (signal: NodeJS.Signals) => {
    logger.info({ signal }, 'stopping');
    const deadline = setTimeout(() => {
      logger.error({ longestStopMs }, 'stopping took too long');
      process.exit(1);
    }, longestStopMs);
    deadline.unref();
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
