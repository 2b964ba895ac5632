import { type Static, Type } from 'typebox';
import { LabelSelectorSchema } from './label-selector.ts';
import { ObjectMetaSchema } from './object-meta.ts';
import {
  intOrString,
  ofForm,
  oneOf,
  optionalInt32,
  optionalObject,
  strictObject,
} from './schema-building.ts';

export const cidr = () => Type.String(ofForm('address-range'));

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
