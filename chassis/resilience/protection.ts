/**
 * The mechanisms that keep one failure from becoming many. Each can be switched off by name (PROTECTIONS_OFF), so that an experiment
 * can show that it is the mechanism that makes the difference.
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
