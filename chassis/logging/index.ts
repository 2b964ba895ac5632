/** Structured logs on standard output, and how to read a line of them. Not a log store. */
export { type LogLine, readLogLine } from './log-line.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
