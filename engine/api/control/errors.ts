import { defineErrors } from '@petstore/chassis/errors';

export const controlErrors = defineErrors({
  'foreign-origin': { kind: 'forbidden', message: 'Pages of other origins may not ask the engine.' },
  'token-required': {
    kind: 'unauthenticated',
    message:
      'Changing the system needs the token of its kubeconfig, which only the user who started it can read.',
  },
});
