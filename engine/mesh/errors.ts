import { defineErrors } from '@petstore/chassis/errors';

export const meshErrors = defineErrors({
  'mesh-not-started': {
    kind: 'unavailable',
    message: 'The mesh proxy did not start; run the build and try again.',
  },
  'mesh-exited': { kind: 'unavailable', message: 'The mesh proxy has ended; the engine must start another.' },
  'mesh-configuration-invalid': {
    kind: 'bug',
    message: 'The mesh proxy refused a configuration that makes no sense.',
  },
  'mesh-port-taken': {
    kind: 'unavailable',
    message: 'A port of the mesh is taken; stop what holds it or choose another --port-offset.',
  },
});
