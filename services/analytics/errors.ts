import { defineErrors } from '@petstore/chassis/errors';

export const analyticsErrors = defineErrors({
  'journey-not-found': {
    kind: 'not-found',
    message:
      'No message of this correlation id is recorded: it may be too old, or not be in the share that is recorded.',
  },
  'order-not-found': {
    kind: 'not-found',
    message: 'No event of this order has arrived yet.',
  },
  'window-invalid': {
    kind: 'invalid',
    message: 'from and to are moments as of RFC 3339, and from is the earlier one.',
  },
});
