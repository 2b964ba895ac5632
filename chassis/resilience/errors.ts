import { defineErrors } from '../errors/index.ts';

export const resilienceErrors = defineErrors({
  'deadline-exceeded': {
    kind: 'timeout',
    message: 'The time that the caller gave for this request is over.',
  },
  'peer-circuit-open': {
    kind: 'unavailable',
    message: 'The peer failed too often just now, so it is not asked for a moment.',
  },
  'peer-saturated': {
    kind: 'unavailable',
    message: 'Too many calls of the peer are under way already.',
  },
  'service-overloaded': {
    kind: 'unavailable',
    message: 'The service has more work than it can do in time; try again in a moment.',
  },
  'rate-limited': {
    kind: 'exhausted',
    message: 'Too many requests: wait as long as retry-after says.',
  },
});
