import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { labelMap, mustBe, ofForm, oneOf, optionalObject, refused, strictObject } from './schema-building.ts';

/** 0 to 65535, as Istio reads it. */
const portDigits = '0*(6553[0-5]|655[0-2]\\d|65[0-4]\\d{2}|6[0-4]\\d{3}|[1-5]\\d{4}|\\d{1,4})';

const workloadSelector = optionalObject({ matchLabels: Type.Optional(labelMap()) });
const noWaypoint = 'there are no waypoints here: use selector';

const mutualTls = strictObject({ mode: Type.Optional(oneOf(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT'])) });

/** https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export const PeerAuthenticationSchema = strictObject({
  apiVersion: Type.Literal('security.istio.io/v1'),
  kind: Type.Literal('PeerAuthentication'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    selector: workloadSelector,
    mtls: Type.Optional(mutualTls),
    portLevelMtls: Type.Optional(
      Type.Unsafe<Record<string, { mode?: string }>>({
        type: 'object',
        propertyNames: { pattern: `^(?!0+$)${portDigits}$`, ...mustBe('must be the number of a port') },
        minProperties: 1,
        ...mustBe('must name at least one port, or be left out'),
        additionalProperties: mutualTls,
      }),
    ),
  }),
  status: statusField,
});
export type PeerAuthentication = Static<typeof PeerAuthenticationSchema>;

const names = () => Type.Optional(Type.Array(Type.String({ minLength: 1 })));
const addresses = () => Type.Optional(Type.Array(Type.String(ofForm('address-or-range'))));
const accounts = () =>
  Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^([^/]+/)?[^/]+$',
        maxLength: 320,
        ...mustBe('must be ACCOUNT or NAMESPACE/ACCOUNT'),
      }),
      { maxItems: 16 },
    ),
  );
const ports = () =>
  Type.Optional(
    Type.Array(
      Type.String({
        pattern: `^${portDigits}$`,
        ...mustBe('must be the number of a port, between 0 and 65535'),
      }),
    ),
  );

const SourceSchema = strictObject({
  principals: names(),
  notPrincipals: names(),
  requestPrincipals: names(),
  notRequestPrincipals: names(),
  namespaces: names(),
  notNamespaces: names(),
  ipBlocks: addresses(),
  notIpBlocks: addresses(),
  remoteIpBlocks: addresses(),
  notRemoteIpBlocks: addresses(),
  serviceAccounts: accounts(),
  notServiceAccounts: accounts(),
});
export type AuthorizationSource = Static<typeof SourceSchema>;

const OperationSchema = strictObject({
  hosts: names(),
  notHosts: names(),
  ports: ports(),
  notPorts: ports(),
  methods: names(),
  notMethods: names(),
  paths: names(),
  notPaths: names(),
});

const RuleSchema = strictObject({
  from: Type.Optional(Type.Array(strictObject({ source: SourceSchema }), { minItems: 1 })),
  to: Type.Optional(Type.Array(strictObject({ operation: OperationSchema }), { minItems: 1 })),
  when: Type.Optional(
    Type.Array(
      strictObject({
        key: Type.String({ minLength: 1 }),
        values: names(),
        notValues: names(),
      }),
    ),
  ),
});
export type AuthorizationRule = Static<typeof RuleSchema>;

/** https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export const AuthorizationPolicySchema = strictObject({
  apiVersion: Type.Literal('security.istio.io/v1'),
  kind: Type.Literal('AuthorizationPolicy'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    selector: workloadSelector,
    action: Type.Optional(oneOf(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'])),
    rules: Type.Optional(Type.Array(RuleSchema)),
    provider: refused('no external authorizer can be asked on one machine: remove the policy here'),
    targetRef: refused(noWaypoint),
    targetRefs: refused(noWaypoint),
  }),
  status: statusField,
});
export type AuthorizationPolicy = Static<typeof AuthorizationPolicySchema>;
