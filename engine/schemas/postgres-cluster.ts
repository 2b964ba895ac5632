import { type Static, Type } from 'typebox';
import { podResources } from './container.ts';
import { reasons } from './not-applicable-reasons.ts';
import { ObjectMetaSchema, statusField } from './object-meta.ts';
import { backup } from './postgres-backup.ts';
import { bootstrap } from './postgres-bootstrap.ts';
import {
  clusterAffinity,
  clusterPodFields,
  monitoring,
  replicationFields,
  storageFields,
} from './postgres-operation.ts';
import { ManagedRoleSchema } from './postgres-role.ts';
import {
  int32,
  listed,
  objectName,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  processText,
  refused,
  strictObject,
  textMap,
} from './schema-building.ts';

const notInBinaries = 'the embedded PostgreSQL cannot have it: remove it';

const postgresql = optionalObject({
  parameters: Type.Optional(textMap({ additionalProperties: processText() })),
  pg_hba: optionalTexts(listed('the embedded PostgreSQL lets in local clients with a password only')),
  pg_ident: optionalTexts(listed('the embedded PostgreSQL lets in local clients with a password only')),
  enableAlterSystem: optionalFlag(listed(reasons.upkeep)),
  promotionTimeout: optionalInt32(listed(reasons.oneServer)),
  synchronous: optionalObject(
    {
      method: Type.String(),
      number: int32(),
      dataDurability: optionalText(),
      failoverQuorum: optionalFlag(),
      maxStandbyNamesFromCluster: optionalInt32(),
      standbyNamesPost: optionalTexts(),
      standbyNamesPre: optionalTexts(),
    },
    listed(reasons.oneServer),
  ),
  syncReplicaElectionConstraint: optionalObject(
    { enabled: Type.Boolean(), nodeLabelsAntiAffinity: optionalTexts() },
    listed(reasons.oneServer),
  ),
  shared_preload_libraries: refused(notInBinaries, [[]]),
  extensions: refused(notInBinaries, [[]]),
  ldap: refused(notInBinaries),
});

const managed = optionalObject({
  roles: Type.Optional(Type.Array(ManagedRoleSchema)),
  services: refused('the addresses of the cluster are its -rw, -ro and -r names: remove it'),
});

const secretReference = () => strictObject({ name: objectName() });

/** https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#postgresql-cnpg-io-v1-ClusterSpec */
export const PostgresClusterSchema = strictObject({
  apiVersion: Type.Literal('postgresql.cnpg.io/v1'),
  kind: Type.Literal('Cluster'),
  metadata: ObjectMetaSchema,
  spec: strictObject({
    ...clusterPodFields,
    ...replicationFields,
    ...storageFields,
    affinity: clusterAffinity,
    backup,
    bootstrap,
    description: optionalText(listed('a description asks nothing of the engine')),
    enablePDB: optionalFlag(listed(reasons.oneServer)),
    enableSuperuserAccess: optionalFlag(listed(reasons.upkeep)),
    instances: int32({ minimum: 1, ...listed(reasons.oneServer, [1]) }),
    managed,
    monitoring,
    postgresql,
    resources: podResources,
    superuserSecret: Type.Optional(
      Type.Object(secretReference().properties, { additionalProperties: false, ...listed(reasons.upkeep) }),
    ),
    certificates: refused('the embedded PostgreSQL speaks plain text on 127.0.0.1: remove it'),
    externalClusters: refused('no other cluster is reached from here: remove it', [[]]),
    plugins: refused('plugins of the operator do not run here: remove them', [[]]),
    replica: refused('the embedded PostgreSQL follows no other cluster: remove it'),
    tablespaces: refused('the embedded PostgreSQL has one tablespace: remove it', [[]]),
  }),
  status: statusField,
});
export type PostgresCluster = Static<typeof PostgresClusterSchema>;
