import { type Static, Type } from 'typebox';
import {
  dataKey,
  mustBe,
  narrowed,
  objectName,
  optionalFlag,
  optionalObject,
  optionalText,
  processText,
  refused,
  strictObject,
} from './schema-building.ts';

const environmentName = (options = {}) =>
  Type.String({
    pattern: '^[ -<>-~]+$',
    ...mustBe('must be printable ASCII characters without "="'),
    ...options,
  });

const keyReferenceFields = { name: objectName(), key: dataKey(), optional: optionalFlag() };
const sourceReferenceFields = { name: objectName(), optional: optionalFlag() };

const readFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  "metadata.labels['KEY']",
  "metadata.annotations['KEY']",
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.podIP',
  'status.podIPs',
  'status.hostIP',
  'status.hostIPs',
].join(', ');
const fieldPaths =
  "^(metadata\\.(name|namespace|uid)|metadata\\.(labels|annotations)\\['[^']+'\\]|spec\\.(serviceAccountName|nodeName)|status\\.(podIPs?|hostIPs?))$";

const EnvVarSourceSchema = strictObject({
  secretKeyRef: optionalObject(keyReferenceFields),
  configMapKeyRef: optionalObject(keyReferenceFields),
  fieldRef: optionalObject({
    fieldPath: Type.String({
      pattern: fieldPaths,
      ...mustBe(`must be one of ${readFields}`),
      ...narrowed(`${readFields}; every other path is refused`),
    }),
    apiVersion: optionalText({ const: 'v1' }),
  }),
  resourceFieldRef: refused('resources are not enforced here, so there is no amount to tell: give a value'),
  fileKeyRef: refused('environment files are not read here: use a ConfigMap or a Secret'),
});
export type EnvVarSource = Static<typeof EnvVarSourceSchema>;

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#environment-variables */
export const EnvVarSchema = strictObject({
  name: environmentName(),
  value: Type.Optional(processText()),
  valueFrom: Type.Optional(EnvVarSourceSchema),
});
export type EnvVar = Static<typeof EnvVarSchema>;

export const EnvFromSourceSchema = strictObject({
  prefix: Type.Optional(environmentName({ pattern: '^[ -<>-~]*$' })),
  configMapRef: optionalObject(sourceReferenceFields),
  secretRef: optionalObject(sourceReferenceFields),
});
export type EnvFromSource = Static<typeof EnvFromSourceSchema>;
