import { defineErrors } from '@petstore/chassis/errors';

export const cliErrors = defineErrors({
  'repository-not-found': {
    kind: 'bug',
    message: 'No folder above this program holds the manifests it came with.',
  },
  'folder-missing': { kind: 'invalid', message: 'A folder that was named does not exist.' },
  'data-folder-foreign': { kind: 'invalid', message: 'The data folder holds something else.' },
  'system-not-running': { kind: 'unavailable', message: 'Nothing runs there.' },
  'system-runs-already': { kind: 'unavailable', message: 'A system runs there already.' },
  'system-elsewhere': { kind: 'invalid', message: 'The system runs on another data folder.' },
  'control-port-foreign': { kind: 'unavailable', message: 'Something else answers on the control port.' },
  'system-did-not-stop': { kind: 'timeout', message: 'The system did not stop in time.' },
  'deployment-unknown': { kind: 'not-found', message: 'There is no such Deployment.' },
  'service-missing': { kind: 'invalid', message: 'The running manifests lack a Service.' },
  'export-not-written': { kind: 'invalid', message: 'The journeys cannot be written there.' },
  'peer-unreachable': { kind: 'unavailable', message: 'There was no answer.' },
  'peer-timeout': { kind: 'timeout', message: 'There was no answer in time.' },
  'replicas-unclear': { kind: 'invalid', message: 'Say once how many replicas there should be.' },
  'scale-failed': { kind: 'unavailable', message: 'A new replica does not start.' },
  'scale-superseded': { kind: 'conflict', message: 'Another number of replicas was asked for meanwhile.' },
  'restart-failed': { kind: 'unavailable', message: 'A new pod does not start; the old ones still serve.' },
  'restart-not-reached': { kind: 'timeout', message: 'The pods were not replaced in time.' },
  'scale-not-reached': { kind: 'timeout', message: 'The number of replicas was not reached in time.' },
});
