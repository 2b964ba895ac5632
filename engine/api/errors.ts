import { defineErrors } from '@petstore/chassis/errors';

/** What a write or a read of the object store can fail with; the HTTP face tells each as a Status of Kubernetes. */
export const apiErrors = defineErrors({
  'object-not-found': { kind: 'not-found', message: 'There is no such object.' },
  'object-exists': { kind: 'conflict', message: 'There is such an object already.' },
  'object-changed': {
    kind: 'conflict',
    message: 'The object has been modified; apply your changes to the latest version and try again.',
  },
  'object-invalid': { kind: 'unprocessable', message: 'The object is not valid.' },
  'object-malformed': { kind: 'invalid', message: 'The object cannot be read.' },
  'patch-type-unknown': { kind: 'invalid', message: 'Objects of the kind take no such patch.' },
  'patch-malformed': { kind: 'invalid', message: 'The patch cannot be read.' },
  'patch-failed': { kind: 'unprocessable', message: 'The patch does not fit the object.' },
  'request-invalid': { kind: 'invalid', message: 'The request cannot be read.' },
  'object-forbidden': { kind: 'forbidden', message: 'The cluster does not let anybody do that.' },
  'object-not-kept': { kind: 'unavailable', message: 'The change could not be kept, so it was not made.' },
  'objects-of-newer-version': {
    kind: 'unavailable',
    message: 'The objects in the data folder were written by a newer version.',
  },
  'objects-unusable': {
    kind: 'unavailable',
    message: 'The objects in the data folder cannot be read and written.',
  },
  'watch-expired': { kind: 'conflict', message: 'That resourceVersion is too old: list again.' },
});
