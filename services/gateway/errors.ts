import { defineErrors } from '@petstore/chassis/errors';

export const gatewayErrors = defineErrors({
  'signing-key-invalid': {
    kind: 'invalid',
    message: 'JWT_SIGNING_KEY_FILE does not hold an EC P-256 private key in PKCS #8 PEM.',
  },
  'customer-unknown': {
    kind: 'not-found',
    message: 'There is no such customer; use the id of a seeded customer.',
  },
  'customer-differs': {
    kind: 'forbidden',
    message: 'The request names a different customer than its token; send the token of the named customer.',
  },
  'category-unknown': {
    kind: 'invalid',
    message: 'There is no such category of pets; use dog, cat, bird, fish, reptile or small-animal.',
  },
  'order-cancelled': { kind: 'conflict', message: 'The order was cancelled; place a new order.' },
  'amount-differs': {
    kind: 'unprocessable',
    message: "The amount differs from the order's total; send the total or omit the amount.",
  },
  'journey-not-found': { kind: 'not-found', message: 'There is no journey with this correlation id.' },
});
