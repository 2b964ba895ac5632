/**
 * Mechanisms that keep one failure from spreading. Each can be switched off by name (PROTECTIONS_OFF), so that an
 * experiment can show its effect.
 */
export const protections = [
  'retry',
  'retry-budget',
  'circuit-breaker',
  'bulkhead',
  'deadline',
  'load-shedding',
  'rate-limit',
] as const;

export type Protection = (typeof protections)[number];
