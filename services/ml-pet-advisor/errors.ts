import { defineErrors } from '@petstore/chassis/errors';

export const advisorErrors = defineErrors({
  'catalogue-empty': {
    kind: 'unavailable',
    message: 'No pet is known yet: the catalogue arrives as events from petstore-domain.',
  },
  'knowledge-behind': {
    kind: 'unavailable',
    message: 'The events that happened so far are still being read.',
  },
});
