import { type Static, Type } from 'typebox';
import { optionalDuration } from './istio-matching.ts';
import { reasons } from './not-applicable-reasons.ts';
import {
  listed,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  refused,
  strictObject,
} from './schema-building.ts';

const count = () => optionalInt32();

const OutlierDetectionSchema = strictObject({
  consecutive5xxErrors: count(),
  consecutiveGatewayErrors: count(),
  consecutiveLocalOriginFailures: count(),
  splitExternalLocalOriginErrors: optionalFlag(),
  interval: optionalDuration(),
  baseEjectionTime: optionalDuration(),
  maxEjectionPercent: optionalInt32({ maximum: 100 }),
  minHealthPercent: optionalInt32({ maximum: 100 }),
  consecutiveErrors: refused('it is the old name: write consecutive5xxErrors'),
});
export type OutlierDetection = Static<typeof OutlierDetectionSchema>;

export const outlierDetection = Type.Optional(OutlierDetectionSchema);

const plainText = 'traffic stays on 127.0.0.1, in plain text';
const noTcpSettings = 'sockets of 127.0.0.1 keep their own settings';

export const httpPool = {
  http1MaxPendingRequests: count(),
  http2MaxRequests: count(),
  maxRequestsPerConnection: count(),
  maxRetries: count(),
  maxConcurrentStreams: count(),
  idleTimeout: optionalDuration(),
  h2UpgradePolicy: Type.Optional(
    oneOf(
      ['DEFAULT', 'DO_NOT_UPGRADE', 'UPGRADE'],
      listed('the mesh speaks HTTP/1.1 here', ['DEFAULT', 'DO_NOT_UPGRADE']),
    ),
  ),
  useClientProtocol: optionalFlag(listed('the mesh speaks HTTP/1.1 here', [false])),
};

const connectionPool = optionalObject({
  http: optionalObject(httpPool),
  tcp: optionalObject({
    maxConnections: count(),
    connectTimeout: optionalDuration(),
    maxConnectionDuration: optionalDuration(listed(noTcpSettings)),
    idleTimeout: optionalDuration(listed(noTcpSettings)),
    tcpKeepalive: optionalObject(
      { probes: count(), time: optionalDuration(), interval: optionalDuration() },
      listed(noTcpSettings),
    ),
  }),
});

const weights = Type.Unsafe<Record<string, number>>({
  type: 'object',
  additionalProperties: { type: 'integer', minimum: 1, maximum: 100 },
});

const localities = optionalObject(
  {
    enabled: optionalFlag(),
    distribute: Type.Optional(Type.Array(strictObject({ from: optionalText(), to: Type.Optional(weights) }))),
    failover: Type.Optional(Type.Array(strictObject({ from: optionalText(), to: optionalText() }))),
    failoverPriority: optionalTexts(),
  },
  listed(reasons.scheduling),
);

const notBalancedSo = 'requests go to the replica with the fewest under way here: remove it';

const balancingFields = {
  consistentHash: refused(notBalancedSo),
  localityLbSetting: localities,
  warmupDurationSecs: refused(notBalancedSo),
};

/** Flagger's copy of a traffic policy knows fewer balancers than Istio. */
export const canaryLoadBalancer = optionalObject({
  ...balancingFields,
  simple: Type.Optional(oneOf(['ROUND_ROBIN', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'LEAST_REQUEST'])),
});

const loadBalancer = optionalObject({
  ...balancingFields,
  simple: Type.Optional(
    oneOf(['UNSPECIFIED', 'LEAST_CONN', 'RANDOM', 'PASSTHROUGH', 'ROUND_ROBIN', 'LEAST_REQUEST']),
  ),
  warmup: refused(notBalancedSo),
});

const tlsFields = {
  mode: Type.Optional(oneOf(['DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'])),
  clientCertificate: optionalText(),
  privateKey: optionalText(),
  caCertificates: optionalText(),
  sni: optionalText(),
  subjectAltNames: optionalTexts(),
};

const tls = optionalObject(
  { ...tlsFields, credentialName: optionalText(), caCrl: optionalText(), insecureSkipVerify: optionalFlag() },
  listed(plainText),
);
export const canaryTls = optionalObject(tlsFields, listed(plainText));

const policyFields = { connectionPool, loadBalancer, outlierDetection, tls };

export const trafficPolicy = optionalObject({
  ...policyFields,
  portLevelSettings: Type.Optional(
    Type.Array(
      strictObject({
        ...policyFields,
        port: strictObject({ number: Type.Integer({ minimum: 1, maximum: 65_535 }) }),
      }),
    ),
  ),
  tunnel: refused('there is no tunnel on one machine: remove it'),
  proxyProtocol: refused('the mesh speaks plain HTTP here: remove it'),
  retryBudget: refused('retries live in the services alone: remove it'),
});
