import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  intOrString,
  listed,
  mustBe,
  ofForm,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  portNumber,
  refused,
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

const scraped = 'the engine scrapes every pod at its own port and path, at its own pace';
const unchanged = 'series are kept as the pods tell them: remove it';

const RelabelingSchema = strictObject({
  action: Type.Optional(
    oneOf(
      ['replace', 'labeldrop', 'labelkeep'],
      mustBe('must be replace, labeldrop or labelkeep: the labels of targets are made by these here'),
    ),
  ),
  sourceLabels: optionalTexts(),
  separator: optionalText(),
  targetLabel: optionalText(),
  regex: optionalText(ofForm('prometheus-expression')),
  replacement: optionalText(),
  modulus: refused('it belongs to hashmod, which is not followed here: remove it'),
});

const anything = () => Type.Optional(Type.Unknown(listed(scraped)));

const EndpointSchema = strictObject({
  port: optionalText(),
  relabelings: Type.Optional(Type.Array(RelabelingSchema)),
  metricRelabelings: refused(unchanged, [[]]),
  honorLabels: refused(unchanged, [false]),
  portNumber: Type.Optional(portNumber(listed(scraped))),
  targetPort: Type.Optional(intOrString(listed(scraped))),
  path: optionalText(listed(scraped)),
  scheme: Type.Optional(oneOf(['http', 'https', 'HTTP', 'HTTPS'], listed(scraped))),
  interval: Type.Optional(prometheusDuration(listed(scraped))),
  scrapeTimeout: Type.Optional(prometheusDuration(listed(scraped))),
  honorTimestamps: optionalFlag(listed(scraped)),
  trackTimestampsStaleness: optionalFlag(listed(scraped)),
  filterRunning: optionalFlag(listed(scraped)),
  followRedirects: optionalFlag(listed(scraped)),
  enableHttp2: optionalFlag(listed(scraped)),
  params: anything(),
  tlsConfig: anything(),
  authorization: anything(),
  basicAuth: anything(),
  bearerTokenSecret: anything(),
  oauth2: anything(),
  proxyUrl: optionalText(listed(scraped)),
  noProxy: optionalText(listed(scraped)),
  proxyFromEnvironment: optionalFlag(listed(scraped)),
  proxyConnectHeader: anything(),
});

const limit = () => optionalInt32(listed('the store has bounds of its own'));

/** https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor */
export const PodMonitorSchema = strictObject({
  apiVersion: Type.Literal('monitoring.coreos.com/v1'),
  kind: Type.Literal('PodMonitor'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    selector: LabelSelectorSchema,
    jobLabel: optionalText(),
    podTargetLabels: optionalTexts(),
    podMetricsEndpoints: Type.Optional(Type.Array(EndpointSchema)),
    namespaceSelector: optionalObject({ any: optionalFlag(), matchNames: optionalTexts() }),
    selectorMechanism: Type.Optional(oneOf(['RelabelConfig', 'RoleSelector'], listed(scraped))),
    sampleLimit: limit(),
    targetLimit: limit(),
    labelLimit: limit(),
    labelNameLengthLimit: limit(),
    labelValueLengthLimit: limit(),
    keepDroppedTargets: limit(),
    nativeHistogramBucketLimit: limit(),
    nativeHistogramMinBucketFactor: anything(),
    attachMetadata: optionalObject({ node: optionalFlag() }, listed(reasons.scheduling)),
    bodySizeLimit: optionalText(listed(scraped)),
    scrapeClass: optionalText(listed(scraped)),
    scrapeProtocols: optionalTexts(listed(scraped)),
    fallbackScrapeProtocol: optionalText(listed(scraped)),
    scrapeNativeHistograms: optionalFlag(listed(scraped)),
    scrapeClassicHistograms: optionalFlag(listed(scraped)),
    convertClassicHistogramsToNHCB: optionalFlag(listed(scraped)),
  }),
  status: statusField,
});
export type PodMonitor = Static<typeof PodMonitorSchema>;
