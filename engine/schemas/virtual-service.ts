import { type Static, Type } from 'typebox';
import {
  corsPolicy,
  exportTo,
  gatewayNames,
  headerOperations,
  httpMatchFields,
  httpRetryFields,
  httpRewriteFields,
  istioLabel,
  optionalDuration,
  percentage,
} from './istio-matching.ts';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import {
  listed,
  ofForm,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  refused,
  strictObject,
} from './schema-building.ts';

const httpOnly = 'the mesh carries HTTP here: use http routes';

const portNumber = Type.Integer({ minimum: 1, maximum: 65_535 });

const DestinationSchema = strictObject({
  host: Type.String({ minLength: 1, ...ofForm('istio-host') }),
  subset: Type.Optional(istioLabel()),
  port: optionalObject({ number: portNumber }),
});

const MatchSchema = strictObject({
  ...httpMatchFields,
  sourceNamespace: Type.Optional(istioLabel()),
  statPrefix: optionalText(listed('no statistics of a route are kept apart')),
});

const fault = optionalObject({
  abort: optionalObject({
    httpStatus: Type.Optional(Type.Integer({ minimum: 200, maximum: 599 })),
    percentage,
    grpcStatus: refused(httpOnly),
    http2Error: refused(httpOnly),
  }),
  delay: optionalObject({
    fixedDelay: optionalDuration(),
    percentage,
    percent: refused('it is the old name: write percentage.value'),
    exponentialDelay: refused('Istio itself does not act on it: write fixedDelay'),
  }),
});

const HttpRouteSchema = strictObject({
  name: optionalText(),
  match: Type.Optional(Type.Array(MatchSchema)),
  route: Type.Optional(
    Type.Array(
      strictObject({ destination: DestinationSchema, weight: optionalInt32(), headers: headerOperations }),
    ),
  ),
  redirect: optionalObject({
    uri: optionalText(),
    authority: optionalText(),
    scheme: Type.Optional(oneOf(['http', 'https'])),
    port: Type.Optional(portNumber),
    derivePort: Type.Optional(oneOf(['FROM_PROTOCOL_DEFAULT', 'FROM_REQUEST_PORT'])),
    redirectCode: Type.Optional(Type.Integer({ minimum: 300, maximum: 399 })),
  }),
  directResponse: optionalObject({
    status: Type.Integer({ minimum: 200, maximum: 599 }),
    body: optionalObject({ string: optionalText(), bytes: refused('write the body as string') }),
  }),
  rewrite: optionalObject({
    ...httpRewriteFields,
    uriRegexRewrite: optionalObject({
      match: Type.String(ofForm('regular-expression')),
      rewrite: Type.String({ minLength: 1 }),
    }),
  }),
  timeout: optionalDuration(),
  retries: optionalObject({
    ...httpRetryFields,
    retryRemoteLocalities: optionalFlag(listed('there is one locality on one machine')),
    retryIgnorePreviousHosts: optionalFlag(),
    backoff: optionalDuration(),
  }),
  fault,
  mirror: Type.Optional(DestinationSchema),
  mirrorPercentage: percentage,
  mirrors: Type.Optional(Type.Array(strictObject({ destination: DestinationSchema, percentage }))),
  headers: headerOperations,
  corsPolicy,
  delegate: refused('routes are written in one place here: write them out'),
  mirrorPercent: refused('it is the old name: write mirrorPercentage.value'),
  mirror_percent: refused('it is the old name: write mirrorPercentage.value'),
});
export type HttpRoute = Static<typeof HttpRouteSchema>;

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const VirtualServiceSchema = strictObject({
  apiVersion: Type.Literal('networking.istio.io/v1'),
  kind: Type.Literal('VirtualService'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    hosts: Type.Array(Type.String({ minLength: 1, ...ofForm('istio-host-or-address') }), { minItems: 1 }),
    gateways: gatewayNames,
    http: Type.Optional(Type.Array(HttpRouteSchema, { minItems: 1 })),
    exportTo: exportTo(listed(reasons.exports)),
    tcp: refused(httpOnly, [[]]),
    tls: refused(httpOnly, [[]]),
  }),
  status: statusField,
});
export type VirtualService = Static<typeof VirtualServiceSchema>;
