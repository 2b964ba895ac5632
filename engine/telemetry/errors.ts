import { defineErrors } from '@petstore/chassis/errors';

export const telemetryErrors = defineErrors({
  'otlp-port-taken': {
    kind: 'unavailable',
    message: 'The port of the OTLP receiver is taken: end its user, or choose another --port-offset.',
  },
  'metrics-port-taken': {
    kind: 'unavailable',
    message: 'The port of the Prometheus API is taken: end its user, or choose another --port-offset.',
  },
  'telemetry-not-started': {
    kind: 'bug',
    message: 'The telemetry process did not start: run the build.',
  },
  'telemetry-unavailable': {
    kind: 'unavailable',
    message: 'The telemetry process is not there just now: it is being started again.',
  },
  'metrics-query-failed': {
    kind: 'unavailable',
    message: 'A query of a controller could not be answered.',
  },
});
