import { type Static, Type } from 'typebox';
import { ObjectMetaSchema } from './object-meta.ts';
import { dataKeyPattern, mustBe, optionalFlag, refused, strictObject, textMap } from './schema-building.ts';

export const dataMap = () =>
  Type.Optional(
    textMap({
      additionalProperties: { type: 'string', 'x-null-is': '' },
      propertyNames: {
        pattern: dataKeyPattern,
        maxLength: 253,
        ...mustBe('is not a key: use letters, digits, "-", "_" and "."'),
      },
    }),
  );

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/ */
export const ConfigMapSchema = strictObject({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('ConfigMap'),
  metadata: ObjectMetaSchema,
  data: dataMap(),
  binaryData: refused('binary values are not mounted here yet: use data'),
  immutable: optionalFlag(),
});
export type ConfigMap = Static<typeof ConfigMapSchema>;
