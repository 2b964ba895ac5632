import { clusterApiErrors } from './errors.ts';

const onNode = 'pods are processes of this machine';

/** Subresources that a cluster has and this one does not, and what to do instead. */
const refused: Readonly<Record<string, readonly ['api-access-denied' | 'api-not-implemented', string]>> = {
  'pods/exec': ['api-access-denied', `exec and cp are off here: ${onNode}, so use a shell of your own`],
  'pods/attach': ['api-not-implemented', `attach is not served here: ${onNode} without a terminal`],
  'pods/portforward': [
    'api-not-implemented',
    `port-forward is not served here: ${onNode}, so ask for the port in the annotation petstore.dev/ports, or for the port of a Service`,
  ],
  'pods/proxy': ['api-not-implemented', 'proxy is not served here: ask the pod on its own port'],
  'services/proxy': ['api-not-implemented', 'proxy is not served here: ask the Service on its own port'],
  'nodes/proxy': ['api-not-implemented', 'proxy is not served here: the node has no kubelet API'],
  'pods/ephemeralcontainers': ['api-not-implemented', `debug is not served here: ${onNode}`],
  'pods/binding': ['api-not-implemented', 'there is one node, and one scheduler'],
  'pods/resize': ['api-not-implemented', 'a pod keeps the resources it began with: change its Deployment'],
  'serviceaccounts/token': ['api-not-implemented', 'there are no tokens of service accounts here'],
};

/** Undefined for one that is served, or that nobody has. */
export function refusedSubresource(plural: string, subresource: string) {
  const found = refused[`${plural}/${subresource}`];
  if (found === undefined) return undefined;
  const [code, message] = found;
  return clusterApiErrors.create(code, { message });
}
