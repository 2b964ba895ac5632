import { defineErrors } from '@petstore/chassis/errors';

export const gatewayErrors = defineErrors({
  'signing-key-invalid': {
    kind: 'invalid',
    message: 'JWT_SIGNING_KEY_FILE does not hold an EC P-256 private key in PKCS #8 PEM.',
  },
  'customer-unknown': { kind: 'not-found', message: 'There is no such customer.' },
  'journey-not-found': { kind: 'not-found', message: 'There is no journey with this correlation id.' },
});
