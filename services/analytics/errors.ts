import { defineErrors } from '@petstore/chassis/errors';

export const analyticsErrors = defineErrors({
  'journey-not-found': {
    kind: 'not-found',
    message:
      'No message with this correlation id is recorded: it may be older than the retention or outside of the recorded share.',
  },
  'order-not-found': {
    kind: 'not-found',
    message: 'No event of this order has been received yet.',
  },
  'window-invalid': {
    kind: 'invalid',
    message: 'from and to must be RFC 3339 timestamps, and from must be earlier than to.',
  },
});
