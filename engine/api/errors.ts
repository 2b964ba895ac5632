import { defineErrors } from '@petstore/chassis/errors';

/** What a write or a read of the object store can fail with; the HTTP face tells each as a Status of Kubernetes. */
export const apiErrors = defineErrors({
  'object-not-found': { kind: 'not-found', message: 'There is no such object.' },
  'object-exists': { kind: 'conflict', message: 'There is such an object already.' },
  'object-changed': {
    kind: 'conflict',
    message: 'The object has been modified; apply your changes to the latest version and try again.',
  },
  'object-invalid': { kind: 'invalid', message: 'The object is not valid.' },
  'object-forbidden': { kind: 'forbidden', message: 'The cluster does not let anybody do that.' },
  'watch-expired': { kind: 'conflict', message: 'That resourceVersion is too old: list again.' },
});
