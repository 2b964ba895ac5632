import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';
import { currentInteraction } from '../correlation/interaction.ts';
import { censor, redactHeldObjects, secretFields, serializeError } from './redact-secrets.ts';
import { standardOutput } from './standard-output.ts';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'child' | 'flush'>;

export interface LoggerOptions {
  readonly service: string;
  readonly level?: string;
  readonly pod?: string;
  readonly version?: string;
}

/**
 * Creates a logger that writes one JSON line for each entry to standard output, with the correlation and trace ids of
 * the message being handled.
 */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  const { service, level = 'info', pod, version } = options;
  const settings = {
    level,
    base: { service, ...(pod === undefined ? {} : { pod }), ...(version === undefined ? {} : { version }) },
    messageKey: 'message',
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redactHeldObjects },
    serializers: { err: serializeError },
    redact: { paths: [...secretFields], censor },
    mixin() {
      const interaction = currentInteraction();
      if (interaction === undefined) return {};
      const { correlationId, messageId, trace } = interaction;
      if (trace === undefined) return { correlationId, messageId };
      return { correlationId, messageId, traceId: trace.traceId, spanId: trace.spanId };
    },
  };
  return pino(settings, destination ?? standardOutput());
}
