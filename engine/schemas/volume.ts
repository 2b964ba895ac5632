import { type Static, Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import {
  dataKey,
  labelName,
  listed,
  mustBe,
  objectName,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  quantity,
  refused,
  strictObject,
} from './schema-building.ts';

const fileMode = () => optionalInt32({ maximum: 0o777, ...listed(reasons.fileModes) });

const items = Type.Optional(
  Type.Array(
    strictObject({
      key: dataKey(),
      path: Type.String({
        pattern: '^(?!/)(?!(.*/)?\\.\\.(/|$)).+$',
        ...mustBe('must be a relative path without ".."'),
      }),
      mode: fileMode(),
    }),
  ),
);

const noStorage = 'storage of a cluster does not exist on one machine: use emptyDir, configMap or secret';
const notYet = 'this kind of volume is not mounted here yet: use emptyDir, configMap or secret';

/** https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/volume/ */
export const VolumeSchema = strictObject({
  name: labelName(),
  configMap: optionalObject({
    name: objectName(),
    items,
    optional: optionalFlag(),
    defaultMode: fileMode(),
  }),
  secret: optionalObject({
    secretName: objectName(),
    items,
    optional: optionalFlag(),
    defaultMode: fileMode(),
  }),
  emptyDir: optionalObject({
    medium: Type.Optional(oneOf(['', 'Memory', 'HugePages'], listed(reasons.storage, ['']))),
    sizeLimit: Type.Optional(quantity(listed(reasons.resources))),
  }),
  downwardAPI: refused(notYet),
  projected: refused(notYet),
  awsElasticBlockStore: refused(noStorage),
  azureDisk: refused(noStorage),
  azureFile: refused(noStorage),
  cephfs: refused(noStorage),
  cinder: refused(noStorage),
  csi: refused(noStorage),
  ephemeral: refused(noStorage),
  fc: refused(noStorage),
  flexVolume: refused(noStorage),
  flocker: refused(noStorage),
  gcePersistentDisk: refused(noStorage),
  gitRepo: refused(noStorage),
  glusterfs: refused(noStorage),
  hostPath: refused(
    'a path of a cluster node does not exist on this machine: use emptyDir, configMap or secret',
  ),
  image: refused(noStorage),
  iscsi: refused(noStorage),
  nfs: refused(noStorage),
  persistentVolumeClaim: refused(noStorage),
  photonPersistentDisk: refused(noStorage),
  portworxVolume: refused(noStorage),
  quobyte: refused(noStorage),
  rbd: refused(noStorage),
  scaleIO: refused(noStorage),
  storageos: refused(noStorage),
  vsphereVolume: refused(noStorage),
});
export type Volume = Static<typeof VolumeSchema>;

export const VolumeMountSchema = strictObject({
  name: labelName(),
  mountPath: Type.String({ pattern: '^/[^:]+$', ...mustBe('must be an absolute path without ":"') }),
  readOnly: optionalFlag(listed(reasons.mounts)),
  recursiveReadOnly: Type.Optional(
    oneOf(['Disabled', 'IfPossible', 'Enabled'], listed(reasons.mounts, ['Disabled'])),
  ),
  mountPropagation: Type.Optional(
    oneOf(['None', 'HostToContainer', 'Bidirectional'], listed(reasons.mounts, ['None'])),
  ),
  subPath: refused('parts of a volume are not mounted here yet: mount the whole volume'),
  subPathExpr: refused('parts of a volume are not mounted here yet: mount the whole volume'),
});
export type VolumeMount = Static<typeof VolumeMountSchema>;
