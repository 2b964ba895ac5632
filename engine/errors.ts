import { defineErrors } from '@petstore/chassis/errors';

export const engineErrors = defineErrors({
  'port-offset-invalid': { kind: 'invalid', message: 'The port offset cannot be used.' },
  'host-port-taken': { kind: 'unavailable', message: 'A port that the system needs is taken.' },
  'data-folder-in-use': { kind: 'conflict', message: 'Another engine runs on this data folder.' },
  'speed-invalid': {
    kind: 'invalid',
    message: 'The system cannot be run at this speed.',
  },
  'machine-too-small': { kind: 'exhausted', message: 'The pods request more than this machine carries.' },
  'start-broken-off': { kind: 'unavailable', message: 'The start was broken off.' },
  'mesh-silent': { kind: 'unavailable', message: 'The mesh proxy did not answer in time.' },
});
