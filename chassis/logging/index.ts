/** Structured logs on standard output. Not a log store. */
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
