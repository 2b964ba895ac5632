import { type Static, Type } from 'typebox';
import { listed, refused, strictObject } from './schema-building.ts';

const changesResult =
  'it would change the manifests, and the engine reads them as they are: apply it in an overlay';

const transformers = Object.fromEntries(
  [
    'bases',
    'commonAnnotations',
    'commonLabels',
    'components',
    'configMapGenerator',
    'configurations',
    'crds',
    'generatorOptions',
    'generators',
    'helmCharts',
    'helmChartInflationGenerator',
    'helmGlobals',
    'images',
    'labels',
    'namePrefix',
    'nameSuffix',
    'namespace',
    'openapi',
    'patches',
    'patchesJson6902',
    'patchesStrategicMerge',
    'replacements',
    'replicas',
    'secretGenerator',
    'transformers',
    'validators',
    'vars',
    'buildMetadata',
  ].map((field) => [field, refused(changesResult)]),
);

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ */
export const KustomizationSchema = strictObject({
  apiVersion: Type.Optional(Type.Literal('kustomize.config.k8s.io/v1beta1')),
  kind: Type.Optional(Type.Literal('Kustomization')),
  metadata: Type.Optional(Type.Unknown()),
  resources: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
  sortOptions: Type.Optional(Type.Unknown(listed('the order of manifests asks nothing of the engine'))),
  ...transformers,
});
export type Kustomization = Static<typeof KustomizationSchema>;
