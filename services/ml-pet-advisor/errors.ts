import { defineErrors } from '@petstore/chassis/errors';

export const advisorErrors = defineErrors({
  'catalogue-empty': {
    kind: 'unavailable',
    message: 'No pet is known yet: the catalogue is read from events of petstore-domain.',
  },
  'feedback-order-unknown': {
    kind: 'unprocessable',
    message:
      'The customer has no such order with this item; send the id of an order with the item. Without an order a purchase is not counted.',
  },
  'knowledge-behind': {
    kind: 'unavailable',
    message: 'The event log is not read to its end yet; retry shortly.',
  },
});
