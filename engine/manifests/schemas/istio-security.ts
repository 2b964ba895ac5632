import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { labelMap, oneOf, optionalObject, optionalTexts, refused, strictObject } from './schema-building.ts';

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
        propertyNames: { pattern: '^[1-9]\\d{0,4}$', 'x-must-be': 'must be the number of a port' },
        additionalProperties: mutualTls,
      }),
    ),
  }),
  status: statusField,
});
export type PeerAuthentication = Static<typeof PeerAuthenticationSchema>;

const SourceSchema = strictObject({
  principals: optionalTexts(),
  notPrincipals: optionalTexts(),
  requestPrincipals: optionalTexts(),
  notRequestPrincipals: optionalTexts(),
  namespaces: optionalTexts(),
  notNamespaces: optionalTexts(),
  ipBlocks: optionalTexts(),
  notIpBlocks: optionalTexts(),
  remoteIpBlocks: optionalTexts(),
  notRemoteIpBlocks: optionalTexts(),
  serviceAccounts: optionalTexts(),
  notServiceAccounts: optionalTexts(),
});

const OperationSchema = strictObject({
  hosts: optionalTexts(),
  notHosts: optionalTexts(),
  ports: optionalTexts(),
  notPorts: optionalTexts(),
  methods: optionalTexts(),
  notMethods: optionalTexts(),
  paths: optionalTexts(),
  notPaths: optionalTexts(),
});

const RuleSchema = strictObject({
  from: Type.Optional(Type.Array(strictObject({ source: SourceSchema }))),
  to: Type.Optional(Type.Array(strictObject({ operation: OperationSchema }))),
  when: Type.Optional(
    Type.Array(
      strictObject({
        key: Type.String({ minLength: 1 }),
        values: optionalTexts(),
        notValues: optionalTexts(),
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
