import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  intOrString,
  listed,
  mustBe,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  portNumber,
  strictObject,
} from './schema-building.ts';

/** Prometheus' durations: `15s`, `1h30m`. */
export const prometheusDuration = (options = {}) =>
  Type.String({
    pattern: '^(0|(([0-9]+)y)?(([0-9]+)w)?(([0-9]+)d)?(([0-9]+)h)?(([0-9]+)m)?(([0-9]+)s)?(([0-9]+)ms)?)$',
    minLength: 1,
    ...mustBe('must be a duration of Prometheus such as 30s or 1h30m'),
    ...options,
  });

const scraped = 'the engine scrapes every pod at its own port and path';

const RelabelingSchema = strictObject({
  action: Type.Optional(
    oneOf([
      'replace',
      'keep',
      'drop',
      'hashmod',
      'labelmap',
      'labeldrop',
      'labelkeep',
      'lowercase',
      'uppercase',
      'keepequal',
      'dropequal',
    ]),
  ),
  sourceLabels: optionalTexts(),
  separator: optionalText(),
  targetLabel: optionalText(),
  regex: optionalText(),
  modulus: optionalInt32(),
  replacement: optionalText(),
});

const EndpointSchema = strictObject({
  port: optionalText(),
  portNumber: Type.Optional(portNumber()),
  targetPort: Type.Optional(intOrString()),
  path: optionalText(),
  scheme: Type.Optional(oneOf(['http', 'https', 'HTTP', 'HTTPS'])),
  params: Type.Optional(Type.Unknown()),
  interval: Type.Optional(prometheusDuration()),
  scrapeTimeout: Type.Optional(prometheusDuration()),
  honorLabels: optionalFlag(),
  honorTimestamps: optionalFlag(),
  trackTimestampsStaleness: optionalFlag(),
  relabelings: Type.Optional(Type.Array(RelabelingSchema)),
  metricRelabelings: Type.Optional(Type.Array(RelabelingSchema)),
  filterRunning: optionalFlag(),
  followRedirects: optionalFlag(),
  enableHttp2: optionalFlag(),
  tlsConfig: Type.Optional(Type.Unknown()),
  authorization: Type.Optional(Type.Unknown()),
  basicAuth: Type.Optional(Type.Unknown()),
  bearerTokenSecret: Type.Optional(
    strictObject({ name: optionalText(), key: Type.String(), optional: optionalFlag() }),
  ),
  oauth2: Type.Optional(Type.Unknown()),
  proxyUrl: optionalText(),
  noProxy: optionalText(),
  proxyFromEnvironment: optionalFlag(),
  proxyConnectHeader: Type.Optional(Type.Unknown()),
});

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
export const PodMonitorSchema = strictObject({
  apiVersion: Type.Literal('monitoring.coreos.com/v1'),
  kind: Type.Literal('PodMonitor'),
  metadata: ObjectMetaSchema,
  spec: Type.Object(
    {
      selector: LabelSelectorSchema,
      selectorMechanism: Type.Optional(oneOf(['RelabelConfig', 'RoleSelector'])),
      namespaceSelector: optionalObject({ any: optionalFlag(), matchNames: optionalTexts() }),
      podMetricsEndpoints: Type.Optional(Type.Array(EndpointSchema)),
      jobLabel: optionalText(),
      podTargetLabels: optionalTexts(),
      sampleLimit: optionalInt32(),
      targetLimit: optionalInt32(),
      labelLimit: optionalInt32(),
      labelNameLengthLimit: optionalInt32(),
      labelValueLengthLimit: optionalInt32(),
      keepDroppedTargets: optionalInt32(),
      attachMetadata: optionalObject({ node: optionalFlag() }, listed(reasons.scheduling)),
      bodySizeLimit: optionalText(),
      scrapeClass: optionalText(),
      scrapeProtocols: optionalTexts(),
      fallbackScrapeProtocol: optionalText(),
      scrapeNativeHistograms: optionalFlag(),
      scrapeClassicHistograms: optionalFlag(),
      convertClassicHistogramsToNHCB: optionalFlag(),
      nativeHistogramBucketLimit: optionalInt32(),
      nativeHistogramMinBucketFactor: Type.Optional(Type.Union([Type.Integer(), Type.String()])),
    },
    { additionalProperties: false, ...listed(scraped) },
  ),
  status: statusField,
});
export type PodMonitor = Static<typeof PodMonitorSchema>;
