import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { ObjectMetaSchema } from './object-meta.ts';
import {
  intOrString,
  mustBe,
  oneOf,
  optionalInt32,
  optionalObject,
  strictObject,
} from './schema-building.ts';

export const cidr = () =>
  Type.String({
    pattern:
      '^(\\d{1,3}(\\.\\d{1,3}){3}/([0-9]|[12]\\d|3[0-2])|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*/(\\d{1,2}|1[01]\\d|12[0-8]))$',
    ...mustBe('must be a range of addresses such as 10.0.0.0/8'),
  });

const PeerSchema = strictObject({
  podSelector: Type.Optional(LabelSelectorSchema),
  namespaceSelector: Type.Optional(LabelSelectorSchema),
  ipBlock: optionalObject({ cidr: cidr(), except: Type.Optional(Type.Array(cidr())) }),
});
export type NetworkPeer = Static<typeof PeerSchema>;

const PortSchema = strictObject({
  protocol: Type.Optional(oneOf(['TCP', 'UDP', 'SCTP'])),
  port: Type.Optional(intOrString()),
  endPort: optionalInt32({ minimum: 1, maximum: 65_535 }),
});
export type NetworkPort = Static<typeof PortSchema>;

const ports = Type.Optional(Type.Array(PortSchema));
const peers = Type.Optional(Type.Array(PeerSchema));

/** https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ */
export const NetworkPolicySchema = strictObject({
  apiVersion: Type.Literal('networking.k8s.io/v1'),
  kind: Type.Literal('NetworkPolicy'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    podSelector: LabelSelectorSchema,
    policyTypes: Type.Optional(Type.Array(oneOf(['Ingress', 'Egress']))),
    ingress: Type.Optional(Type.Array(strictObject({ from: peers, ports }))),
    egress: Type.Optional(Type.Array(strictObject({ to: peers, ports }))),
  }),
});
export type NetworkPolicy = Static<typeof NetworkPolicySchema>;
