import { type Static, Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  intOrString,
  labelMap,
  labelName,
  listed,
  mustBe,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalText,
  optionalTexts,
  portNumber,
  refused,
  strictObject,
} from './schema-building.ts';

const ServicePortSchema = strictObject({
  name: Type.Optional(labelName()),
  port: portNumber(),
  targetPort: Type.Optional(intOrString()),
  protocol: refused('Services carry TCP here', ['TCP']),
  appProtocol: Type.Optional(
    oneOf(['http', 'http1', 'HTTP'], mustBe('must be http: the mesh carries HTTP/1.1 here')),
  ),
  nodePort: optionalInt32(listed(reasons.exposure)),
});
export type ServicePort = Static<typeof ServicePortSchema>;

const exposureFields = {
  type: Type.Optional(
    oneOf(['ClusterIP', 'NodePort', 'LoadBalancer'], {
      ...listed(reasons.exposure, ['ClusterIP']),
      ...mustBe('must be ClusterIP, NodePort or LoadBalancer: names outside the cluster are not served here'),
    }),
  ),
  allocateLoadBalancerNodePorts: optionalFlag(listed(reasons.exposure)),
  clusterIP: optionalText(listed(reasons.exposure, [''])),
  clusterIPs: optionalTexts(listed(reasons.exposure)),
  externalIPs: optionalTexts(listed(reasons.exposure)),
  externalTrafficPolicy: Type.Optional(oneOf(['Cluster', 'Local'], listed(reasons.exposure))),
  healthCheckNodePort: optionalInt32(listed(reasons.exposure)),
  internalTrafficPolicy: Type.Optional(oneOf(['Cluster', 'Local'], listed(reasons.scheduling, ['Cluster']))),
  ipFamilies: Type.Optional(Type.Array(oneOf(['IPv4', 'IPv6']), listed(reasons.exposure, [['IPv4']]))),
  ipFamilyPolicy: Type.Optional(
    oneOf(['SingleStack', 'PreferDualStack', 'RequireDualStack'], listed(reasons.exposure, ['SingleStack'])),
  ),
  loadBalancerClass: optionalText(listed(reasons.exposure)),
  loadBalancerIP: optionalText(listed(reasons.exposure)),
  loadBalancerSourceRanges: optionalTexts(listed(reasons.exposure)),
  trafficDistribution: optionalText(listed(reasons.scheduling)),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ */
export const ServiceSchema = strictObject({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('Service'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    ...exposureFields,
    selector: labelMap({
      minProperties: 1,
      ...mustBe('must name at least one label: Services without a selector lead nowhere here'),
    }),
    ports: Type.Array(ServicePortSchema, { minItems: 1 }),
    externalName: refused(
      'names outside the cluster are not served here: put the address into the environment',
    ),
    publishNotReadyAddresses: refused('only ready pods are given requests here', [false]),
    sessionAffinity: refused('requests are balanced one by one here', ['None']),
    sessionAffinityConfig: refused('requests are balanced one by one here'),
  }),
  status: statusField,
});
export type Service = Static<typeof ServiceSchema>;
