import { defineErrors } from '@petstore/chassis/errors';

export const benchmarkErrors = defineErrors({
  'benchmark-usage': { kind: 'invalid', message: 'The benchmark was asked for something it does not do.' },
  'benchmark-data-invalid': { kind: 'invalid', message: 'The data cannot be read, or is not there.' },
  'benchmark-interrupted': { kind: 'unavailable', message: 'The benchmark was interrupted.' },
  'benchmark-late': { kind: 'timeout', message: 'The benchmark was not done within its time.' },
  'benchmark-process-failed': {
    kind: 'unavailable',
    message: 'A process that the benchmark needs did not do its work.',
  },
  'benchmark-stock-short': { kind: 'exhausted', message: 'The shop has less to sell than would be bought.' },
  'benchmark-call-refused': { kind: 'conflict', message: 'A request of a journey was refused.' },
});
