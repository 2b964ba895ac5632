import { defineErrors } from '@petstore/chassis/errors';

export const telemetryErrors = defineErrors({
  'otlp-port-taken': {
    kind: 'unavailable',
    message: 'The port of the OTLP receiver is taken: end its user, or choose another --port-offset.',
  },
});
