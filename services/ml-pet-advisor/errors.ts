import { defineErrors } from '@petstore/chassis/errors';

export const advisorErrors = defineErrors({
  'catalogue-empty': {
    kind: 'unavailable',
    message: 'No pet is known yet: the catalogue arrives as events from petstore-domain.',
  },
  'feedback-order-unknown': {
    kind: 'unprocessable',
    message: 'The customer has no such order with this item; name one that holds it, or none.',
  },
  'knowledge-behind': {
    kind: 'unavailable',
    message: 'The events that happened so far are still being read.',
  },
});
