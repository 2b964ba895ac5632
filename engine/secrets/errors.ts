import { defineErrors } from '@petstore/chassis/errors';

export const secretErrors = defineErrors({
  'secret-not-known': { kind: 'bug', message: 'Nothing names this key of a Secret.' },
  'secret-keys-unnamed': {
    kind: 'invalid',
    message: 'A Secret that is to be generated is asked for as a whole: name its keys.',
  },
  'secret-file-broken': {
    kind: 'invalid',
    message: 'A kept Secret cannot be read: remove its file to have it generated again.',
  },
});
