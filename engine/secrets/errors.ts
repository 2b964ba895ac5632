import { defineErrors } from '@petstore/chassis/errors';

export const secretErrors = defineErrors({
  'secret-file-broken': {
    kind: 'invalid',
    message: 'A kept Secret cannot be read: remove its file to have it generated again.',
  },
});
