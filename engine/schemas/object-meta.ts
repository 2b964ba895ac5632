import { Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import {
  labelMap,
  listed,
  objectName,
  optionalFlag,
  optionalTexts,
  optionalTime,
  refused,
  strictObject,
} from './schema-building.ts';

const setByServer = () => Type.Optional(Type.Unknown(listed(reasons.serverSet)));

/**
 * Read here: the Deployments that `--only` starts beside this one, because it is ready only after they are. Separated
 * by commas.
 */
export const needsAnnotation = 'petstore.dev/needs';

const annotations = Type.Unsafe<Record<string, string>>({
  type: 'object',
  properties: { [needsAnnotation]: { type: 'string' } },
  additionalProperties: { type: 'string', ...listed(reasons.annotations) },
});

const ownerReference = strictObject({
  apiVersion: Type.String(),
  kind: Type.String(),
  name: Type.String(),
  uid: Type.String(),
  controller: optionalFlag(),
  blockOwnerDeletion: optionalFlag(),
});

const optionalMetaFields = {
  namespace: Type.Optional(objectName()),
  labels: Type.Optional(labelMap()),
  annotations: Type.Optional(annotations),
  generateName: refused('generated names cannot be referred to: give metadata.name'),
  finalizers: optionalTexts(),
  ownerReferences: Type.Optional(Type.Array(ownerReference)),
  creationTimestamp: optionalTime(listed(reasons.serverSet)),
  deletionGracePeriodSeconds: setByServer(),
  deletionTimestamp: optionalTime(listed(reasons.serverSet)),
  generation: setByServer(),
  managedFields: setByServer(),
  resourceVersion: setByServer(),
  selfLink: setByServer(),
  uid: setByServer(),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/ */
export const ObjectMetaSchema = strictObject({ ...optionalMetaFields, name: objectName() });

export const PodTemplateMetaSchema = strictObject({
  ...optionalMetaFields,
  finalizers: optionalTexts(listed(reasons.podDeletion)),
  ownerReferences: Type.Optional(Type.Unknown(listed(reasons.podDeletion))),
  name: refused('pods are named after their Deployment: remove it'),
});

/** `status` is written by controllers; a manifest that carries one was exported from a cluster. */
export const statusField = setByServer();
