import { defineErrors } from '@petstore/chassis/errors';
import { mostReplicas } from '../manifests/index.ts';

export const kubeletErrors = defineErrors({
  'deployment-refused': {
    kind: 'invalid',
    message: 'The manifests name commands that are not run on one machine.',
  },
  'deployment-not-found': { kind: 'not-found', message: 'There is no such Deployment.' },
  'replicas-invalid': {
    kind: 'invalid',
    message: `The number of replicas must be a whole number from 0 to ${mostReplicas}.`,
  },
  'change-superseded': {
    kind: 'conflict',
    message: 'Another change of the Deployment was asked for before this one was complete.',
  },
  'pods-not-ready': { kind: 'unavailable', message: 'The pods did not become ready.' },
  'container-not-startable': {
    kind: 'invalid',
    message: 'The container cannot be started as its manifest says.',
  },
  'container-config-missing': {
    kind: 'not-found',
    message: 'The container refers to a ConfigMap or Secret, or a key of one, that does not exist.',
  },
  'engine-stopping': { kind: 'unavailable', message: 'The engine is stopping.' },
});
