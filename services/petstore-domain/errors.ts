import { defineErrors } from '@petstore/chassis/errors';

export const domainErrors = defineErrors({
  'pet-not-found': { kind: 'not-found', message: 'There is no such pet.' },
  'product-not-found': { kind: 'not-found', message: 'There is no such product.' },
  'breed-unknown': {
    kind: 'unprocessable',
    message: 'The shop knows no such breed; GET /v1/pets shows the breeds of what it sells.',
  },
  'pet-born-in-future': { kind: 'unprocessable', message: 'The pet is not born yet; list it then.' },
  'currency-not-supported': {
    kind: 'unprocessable',
    message: 'Customers cannot pay in this currency; CURRENCIES names those in which they can.',
  },
  'stock-too-high': { kind: 'unprocessable', message: 'The shop has no room for more of this product.' },
  'item-not-found': { kind: 'not-found', message: 'Nothing is sold under this sku.' },
  'customer-not-found': { kind: 'not-found', message: 'There is no such customer.' },
  'order-not-found': { kind: 'not-found', message: 'There is no such order.' },
  'cursor-invalid': { kind: 'invalid', message: 'The cursor is not one that a list has given out.' },
  'item-unavailable': { kind: 'conflict', message: 'An item cannot be had any more.' },
  'pet-is-unique': { kind: 'unprocessable', message: 'A pet is one animal; its quantity can only be 1.' },
  'cart-full': { kind: 'unprocessable', message: 'The cart holds as many different items as it can.' },
  'cart-empty': { kind: 'unprocessable', message: 'The cart is empty; put something into it first.' },
  'cart-total-too-high': {
    kind: 'unprocessable',
    message: 'The total is higher than one payment can be; order fewer items at a time.',
  },
  'currency-mismatch': {
    kind: 'unprocessable',
    message: 'The cart holds items in another currency; order those first.',
  },
  'interaction-item-missing': { kind: 'invalid', message: 'Name the item: petId or sku.' },
  'interaction-item-unknown': { kind: 'unprocessable', message: 'Nothing of that name is sold here.' },
  'interaction-order-unknown': {
    kind: 'unprocessable',
    message: 'You have no such order with this item; name one of your orders that holds it, or none.',
  },
  'too-many-open-orders': {
    kind: 'conflict',
    message: 'As many of your orders are under way as can be; order again when one has arrived.',
  },
  'too-many-open-items': {
    kind: 'conflict',
    message: 'As much is under way to you as can be; order less, or again when an order has arrived.',
  },
  'order-not-parked': { kind: 'conflict', message: 'The order does not wait for an operator.' },
  'step-not-settleable': { kind: 'unprocessable', message: 'Nobody can do this step by hand.' },
  'order-not-cancellable': {
    kind: 'conflict',
    message: 'The order has left the house; it can be refunded, not cancelled.',
  },
  'order-not-paid': { kind: 'conflict', message: 'No money was taken for the order; cancel it instead.' },
  'refund-amount-invalid': {
    kind: 'unprocessable',
    message: 'A refund is of one minor unit or more.',
  },
  'refund-exceeds-capture': {
    kind: 'unprocessable',
    message: 'The refunds would be more than what was captured.',
  },
  'order-changed-meanwhile': {
    kind: 'conflict',
    message: 'Somebody else changed the order at the same time.',
  },
  'order-history-broken': { kind: 'bug', message: "An order's events do not follow one another." },
  'order-command-refused': { kind: 'bug', message: "A command does not fit the order's state." },
  'stock-changed-under-lock': { kind: 'bug', message: 'Stock changed although its rows were locked.' },
});
