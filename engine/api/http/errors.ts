import { defineErrors } from '@petstore/chassis/errors';

/** What the HTTP face itself refuses; `status-of-error.ts` tells each as a Status. */
export const clusterApiErrors = defineErrors({
  'api-host-not-allowed': { kind: 'forbidden', message: 'Only names of loopback are served here.' },
  'api-origin-foreign': { kind: 'forbidden', message: 'Pages of other origins may not ask here.' },
  'api-token-required': { kind: 'unauthenticated', message: 'Unauthorized' },
  'api-path-unknown': {
    kind: 'not-found',
    message: 'the server could not find the requested resource',
  },
  'api-method-not-allowed': {
    kind: 'invalid',
    message: 'the server does not allow this method on the requested resource',
  },
  'api-access-denied': { kind: 'forbidden', message: 'That is not allowed here.' },
  'api-not-implemented': { kind: 'unavailable', message: 'That is not served on one machine.' },
  'api-media-type-unknown': {
    kind: 'invalid',
    message: 'the body of the request was in an unknown format',
  },
  'api-body-too-large': { kind: 'invalid', message: 'Request entity too large: limit is 3145728' },
  'eviction-refused': {
    kind: 'exhausted',
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
  },
});
