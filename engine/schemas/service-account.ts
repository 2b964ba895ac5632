import { type Static, Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema } from './object-meta.ts';
import { listed, optionalFlag, optionalText, strictObject } from './schema-building.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/service-account-v1/ */
export const ServiceAccountSchema = strictObject({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('ServiceAccount'),
  metadata: ObjectMetaSchema,
  automountServiceAccountToken: optionalFlag(listed(reasons.credentials, [false])),
  imagePullSecrets: Type.Optional(Type.Array(strictObject({ name: optionalText() }), listed(reasons.images))),
  secrets: Type.Optional(
    Type.Array(
      strictObject({
        apiVersion: optionalText(),
        fieldPath: optionalText(),
        kind: optionalText(),
        name: optionalText(),
        namespace: optionalText(),
        resourceVersion: optionalText(),
        uid: optionalText(),
      }),
      listed(reasons.credentials),
    ),
  ),
});
export type ServiceAccount = Static<typeof ServiceAccountSchema>;
