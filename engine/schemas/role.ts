import { type Static, Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema } from './object-meta.ts';
import {
  listed,
  objectName,
  oneOf,
  optionalText,
  optionalTexts,
  refused,
  strictObject,
} from './schema-building.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-v1/ */
export const RoleSchema = strictObject({
  apiVersion: Type.Literal('rbac.authorization.k8s.io/v1'),
  kind: Type.Literal('Role'),
  metadata: ObjectMetaSchema,
  rules: Type.Array(
    strictObject({
      apiGroups: Type.Array(Type.String(), { minItems: 1 }),
      resources: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
      resourceNames: optionalTexts(),
      verbs: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
      nonResourceURLs: refused('a Role lies in a namespace and cannot grant them: remove it', [[]]),
    }),
    listed(reasons.credentials),
  ),
});
export type Role = Static<typeof RoleSchema>;

/** https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/role-binding-v1/ */
export const RoleBindingSchema = strictObject({
  apiVersion: Type.Literal('rbac.authorization.k8s.io/v1'),
  kind: Type.Literal('RoleBinding'),
  metadata: ObjectMetaSchema,
  roleRef: Type.Object(
    {
      apiGroup: Type.Literal('rbac.authorization.k8s.io'),
      kind: oneOf(['Role', 'ClusterRole']),
      name: Type.String({ minLength: 1 }),
    },
    { additionalProperties: false, ...listed(reasons.credentials) },
  ),
  subjects: Type.Optional(
    Type.Array(
      strictObject({
        kind: oneOf(['ServiceAccount', 'User', 'Group']),
        name: Type.String({ minLength: 1 }),
        namespace: Type.Optional(objectName()),
        apiGroup: optionalText(),
      }),
      listed(reasons.credentials),
    ),
  ),
});
export type RoleBinding = Static<typeof RoleBindingSchema>;
