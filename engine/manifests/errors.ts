import { defineErrors } from '@petstore/chassis/errors';

export const manifestErrors = defineErrors({
  'manifest-invalid': {
    kind: 'invalid',
    message: 'The manifests cannot be run as they are: mend what is listed.',
  },
});
