import { type Static, Type } from 'typebox';
import { dataMap } from './config-map.ts';
import { ObjectMetaSchema } from './object-meta.ts';
import { listed, optionalFlag, optionalText, strictObject } from './schema-building.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/secret-v1/ */
export const SecretSchema = strictObject({
  apiVersion: Type.Literal('v1'),
  kind: Type.Literal('Secret'),
  metadata: ObjectMetaSchema,
  type: optionalText(listed('the type of a Secret asks nothing of the engine', ['Opaque'])),
  data: dataMap(),
  stringData: dataMap(),
  immutable: optionalFlag(),
});
export type Secret = Static<typeof SecretSchema>;
