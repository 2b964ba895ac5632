import { Type } from 'typebox';
import {
  corsPolicy,
  gatewayNames,
  headerOperations,
  httpMatchFields,
  httpRetryFields,
  httpRewriteFields,
  optionalDuration,
} from './istio-matching.ts';
import { canaryLoadBalancer, canaryTls, httpPool, outlierDetection } from './istio-traffic-policy.ts';
import { reasons } from './not-applicable-reasons.ts';
import {
  intOrString,
  labelMap,
  labelName,
  listed,
  objectName,
  ofForm,
  oneOf,
  optionalFlag,
  optionalObject,
  optionalText,
  optionalTexts,
  portNumber,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';

const istioOnly = 'the mesh here is like Istio: remove it';
const ofOneService = optionalObject({
  labels: Type.Optional(labelMap()),
  annotations: Type.Optional(textMap(listed(reasons.annotations))),
});

const { maxConcurrentStreams: _, useClientProtocol: __, ...canaryHttpPool } = httpPool;

/** Flagger makes Services, DestinationRules and the VirtualService of a Canary from it. */
export const canaryService = Type.Optional(
  strictObject({
    name: Type.Optional(objectName()),
    port: portNumber(),
    portName: Type.Optional(labelName()),
    targetPort: Type.Optional(intOrString()),
    appProtocol: Type.Optional(oneOf(['http', 'http1', 'HTTP'])),
    portDiscovery: optionalFlag(),
    timeout: optionalDuration(),
    hosts: Type.Optional(Type.Array(Type.String(ofForm('istio-host-or-address')))),
    gateways: gatewayNames,
    match: Type.Optional(Type.Array(strictObject(httpMatchFields))),
    retries: optionalObject(httpRetryFields),
    rewrite: optionalObject({ ...httpRewriteFields, type: optionalText() }),
    headers: headerOperations,
    corsPolicy,
    trafficPolicy: optionalObject({
      connectionPool: optionalObject({ http: optionalObject(canaryHttpPool) }),
      loadBalancer: canaryLoadBalancer,
      outlierDetection,
      tls: canaryTls,
    }),
    apex: ofOneService,
    primary: ofOneService,
    canary: ofOneService,
    trafficDistribution: optionalText(listed(reasons.scheduling)),
    unmanagedMetadata: optionalObject(
      { labels: optionalTexts(), annotations: optionalTexts() },
      listed(reasons.annotations),
    ),
    delegation: refused('routes are written in one place here: remove it', [false]),
    headless: refused('requests pass the mesh in any case: remove it', [false]),
    mirror: refused(istioOnly),
    gatewayRefs: refused(istioOnly),
    backendTimeout: refused(istioOnly),
    backends: refused(istioOnly),
    meshName: refused(istioOnly),
  }),
);
