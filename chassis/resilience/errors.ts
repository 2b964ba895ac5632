import { defineErrors } from '../errors/index.ts';

export const resilienceErrors = defineErrors({
  'deadline-exceeded': {
    kind: 'timeout',
    message: 'The deadline of this request has passed.',
  },
  'peer-circuit-open': {
    kind: 'unavailable',
    message: 'The peer failed too often recently, so calls to it are paused for a moment.',
  },
  'peer-saturated': {
    kind: 'unavailable',
    message: 'Too many calls to the peer are under way.',
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
