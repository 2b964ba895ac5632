import { choice } from './fields.ts';

/** The same in every process, so that a wrong word is told with everything else that is wrong. */
export const logLevel = choice('LOG_LEVEL', {
  of: ['debug', 'info', 'warn', 'error', 'fatal', 'silent'],
  default: 'info',
});
