import { decimal, integer, text } from './fields.ts';
import type { ConfigOf } from './load-config.ts';

/** Settings that every service has; a service spreads them into its own. HOST is the pod's address in a cluster. */
export const serviceSettings = {
  port: integer('PORT', { default: 8080, minimum: 0, maximum: 65_535 }),
  host: text('HOST', { default: '127.0.0.1' }),
  logLevel: text('LOG_LEVEL', { default: 'info', pattern: /^(debug|info|warn|error|fatal|silent)$/ }),
  podName: text('POD_NAME', { default: 'local' }),
  version: text('SERVICE_VERSION', { default: 'v1' }),
  /** Share of correlation ids whose requests are recorded, 0 to 1. */
  journeyShare: decimal('JOURNEY_SHARE', { default: 1, minimum: 0, maximum: 1 }),
} as const;

export type ServiceSettings = ConfigOf<typeof serviceSettings>;
