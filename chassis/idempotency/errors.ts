import { defineErrors } from '../errors/index.ts';

export const idempotencyErrors = defineErrors({
  'idempotency-key-missing': {
    kind: 'invalid',
    message: 'This request needs an idempotency-key header, the same on every retry.',
  },
  'idempotency-key-invalid': {
    kind: 'invalid',
    message: 'The idempotency-key must be 1 to 255 visible ASCII characters.',
  },
  'idempotency-key-reused': {
    kind: 'unprocessable',
    message: 'This idempotency-key was used for another request; take a new one.',
  },
  'request-in-flight': {
    kind: 'conflict',
    message: 'The first request with this idempotency-key is still being handled; ask again shortly.',
  },
});
