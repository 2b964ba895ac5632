import { defineErrors } from '@petstore/chassis/errors';

export const controlErrors = defineErrors({
  'foreign-origin': { kind: 'forbidden', message: 'Pages of other origins may not ask the engine.' },
});
