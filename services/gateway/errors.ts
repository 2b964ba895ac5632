import { defineErrors } from '@petstore/chassis/errors';

export const gatewayErrors = defineErrors({
  'signing-key-invalid': {
    kind: 'invalid',
    message: 'JWT_SIGNING_KEY_FILE does not hold an EC P-256 private key in PKCS #8 PEM.',
  },
  'customer-unknown': { kind: 'not-found', message: 'There is no such customer.' },
  'customer-differs': {
    kind: 'forbidden',
    message:
      'The request names another customer than its token; send the token of the customer who is named.',
  },
  'category-unknown': {
    kind: 'invalid',
    message: 'There is no such category of pets; take dog, cat, bird, fish, reptile or small-animal.',
  },
  'order-cancelled': { kind: 'conflict', message: 'The order was cancelled.' },
  'amount-differs': { kind: 'unprocessable', message: "The amount is not the order's total." },
  'journey-not-found': { kind: 'not-found', message: 'There is no journey with this correlation id.' },
});
