import { defineErrors } from '@petstore/chassis/errors';

export const benchmarkErrors = defineErrors({
  'benchmark-usage': { kind: 'invalid', message: 'The arguments of the benchmark are invalid.' },
  'benchmark-data-invalid': { kind: 'invalid', message: 'The data is missing or cannot be read.' },
  'benchmark-interrupted': { kind: 'unavailable', message: 'The benchmark was interrupted.' },
  'benchmark-late': { kind: 'timeout', message: 'The benchmark exceeded its time limit.' },
  'benchmark-process-failed': {
    kind: 'unavailable',
    message: 'A process that the benchmark needs failed.',
  },
});
