import { defineErrors } from '@petstore/chassis/errors';

export const domainErrors = defineErrors({
  'pet-not-found': { kind: 'not-found', message: 'There is no such pet.' },
  'product-not-found': { kind: 'not-found', message: 'There is no such product.' },
  'breed-unknown': {
    kind: 'unprocessable',
    message: 'There is no such breed; GET /v1/pets shows the breeds of the pets for sale.',
  },
  'pet-born-in-future': {
    kind: 'unprocessable',
    message: 'The date of birth is in the future; list the pet once it is born.',
  },
  'currency-not-supported': {
    kind: 'unprocessable',
    message: 'Customers cannot pay in this currency; use one that `CURRENCIES` names.',
  },
  'stock-too-high': {
    kind: 'unprocessable',
    message: 'The stock of a product cannot exceed 1,000,000 units; add fewer.',
  },
  'item-not-found': {
    kind: 'not-found',
    message: 'There is no item with this sku; GET /v1/pets and GET /v1/products list them.',
  },
  'customer-not-found': { kind: 'not-found', message: 'There is no such customer.' },
  'order-not-found': { kind: 'not-found', message: 'There is no such order.' },
  'cursor-invalid': {
    kind: 'invalid',
    message: 'The cursor is not of this list; send the `nextCursor` of its previous page, or none.',
  },
  'item-unavailable': {
    kind: 'conflict',
    message: 'An item is out of stock; remove it or reduce its quantity.',
  },
  'pet-is-unique': { kind: 'unprocessable', message: 'A pet is unique; its quantity can only be 1.' },
  'cart-full': {
    kind: 'unprocessable',
    message: 'The cart holds 50 different items, the maximum; remove one first.',
  },
  'cart-empty': { kind: 'unprocessable', message: 'The cart is empty; add an item first.' },
  'cart-total-too-high': {
    kind: 'unprocessable',
    message: 'The total exceeds the limit of one payment; order fewer items at a time.',
  },
  'currency-mismatch': {
    kind: 'unprocessable',
    message: 'The cart holds items in another currency; order those first.',
  },
  'interaction-item-missing': { kind: 'invalid', message: 'Name the item: petId or sku.' },
  'interaction-item-unknown': { kind: 'unprocessable', message: 'There is no item with this petId or sku.' },
  'interaction-order-unknown': {
    kind: 'unprocessable',
    message:
      'You have no such order with this item; name one of your orders that contains it. Without an order a purchase is not counted.',
  },
  'too-many-open-orders': {
    kind: 'conflict',
    message: 'You have the maximum number of open orders; order again once one is delivered.',
  },
  'too-many-open-items': {
    kind: 'conflict',
    message:
      'Your open orders contain the maximum number of items; order fewer, or again once one is delivered.',
  },
  'order-not-parked': { kind: 'conflict', message: 'The order does not need an operator.' },
  'step-not-settleable': {
    kind: 'unprocessable',
    message: 'This step cannot be settled by hand; remove the cause of its failure and retry it.',
  },
  'order-not-cancellable': {
    kind: 'conflict',
    message: 'The order is dispatched already; it can be refunded, not cancelled.',
  },
  'order-not-paid': {
    kind: 'conflict',
    message: 'No payment was captured for the order; cancel it instead.',
  },
  'refund-amount-invalid': {
    kind: 'unprocessable',
    message: 'A refund must be at least one minor unit.',
  },
  'refund-exceeds-capture': {
    kind: 'unprocessable',
    message: 'The refunds would exceed the captured amount.',
  },
  'order-changed-meanwhile': {
    kind: 'conflict',
    message: 'Another request changed the order at the same time; repeat this one.',
  },
  'order-history-broken': { kind: 'bug', message: 'The events of an order are out of sequence.' },
  'order-command-refused': { kind: 'bug', message: "A command does not fit the order's state." },
  'stock-changed-under-lock': { kind: 'bug', message: 'Stock changed although its rows were locked.' },
});
