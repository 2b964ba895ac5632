import { type Static, Type } from 'typebox';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { labelMap, listed, optionalObject, optionalTexts, refused, strictObject } from './schema-building.ts';

const namespaceLabels =
  'requests pass the mesh in any case, and no admission controller reads the labels of a namespace here';

/** https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/ */
export const NamespaceSchema = strictObject({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('Namespace'),
  metadata: strictObject({
    ...ObjectMetaSchema.properties,
    namespace: refused('a Namespace lies in no namespace: remove it'),
    labels: Type.Optional(labelMap(listed(namespaceLabels))),
  }),
  spec: optionalObject({
    finalizers: optionalTexts(listed('a Namespace is kept until it is empty in any case')),
  }),
  status: statusField,
});
export type Namespace = Static<typeof NamespaceSchema>;
