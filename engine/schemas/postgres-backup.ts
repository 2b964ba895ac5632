import { Type } from 'typebox';
import {
  listed,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  strictObject,
  textMap,
} from './schema-building.ts';

const secretKey = Type.Optional(strictObject({ name: Type.String(), key: Type.String() }));

const barmanObjectStore = optionalObject({
  destinationPath: Type.String(),
  endpointURL: optionalText(),
  endpointCA: secretKey,
  serverName: optionalText(),
  tags: Type.Optional(textMap()),
  historyTags: Type.Optional(textMap()),
  s3Credentials: optionalObject({
    accessKeyId: secretKey,
    secretAccessKey: secretKey,
    region: secretKey,
    sessionToken: secretKey,
    inheritFromIAMRole: optionalFlag(),
  }),
  azureCredentials: optionalObject({
    connectionString: secretKey,
    storageAccount: secretKey,
    storageKey: secretKey,
    storageSasToken: secretKey,
    inheritFromAzureAD: optionalFlag(),
    useDefaultAzureCredentials: optionalFlag(),
  }),
  googleCredentials: optionalObject({ applicationCredentials: secretKey, gkeEnvironment: optionalFlag() }),
  wal: optionalObject({
    compression: optionalText(),
    encryption: optionalText(),
    maxParallel: optionalInt32(),
    archiveAdditionalCommandArgs: optionalTexts(),
    restoreAdditionalCommandArgs: optionalTexts(),
  }),
  data: optionalObject({
    compression: optionalText(),
    encryption: optionalText(),
    immediateCheckpoint: optionalFlag(),
    jobs: optionalInt32(),
    additionalCommandArgs: optionalTexts(),
  }),
});

const volumeSnapshot = optionalObject({
  annotations: Type.Optional(textMap()),
  labels: Type.Optional(textMap()),
  className: optionalText(),
  walClassName: optionalText(),
  tablespaceClassName: Type.Optional(textMap()),
  snapshotOwnerReference: optionalText(),
  online: optionalFlag(),
  onlineConfiguration: optionalObject({
    immediateCheckpoint: optionalFlag(),
    waitForArchive: optionalFlag(),
  }),
});

/** https://cloudnative-pg.io/documentation/current/cloudnative-pg.v1/#postgresql-cnpg-io-v1-BackupConfiguration */
export const backup = optionalObject(
  { barmanObjectStore, volumeSnapshot, retentionPolicy: optionalText(), target: optionalText() },
  listed('no backup is made of the data folder on one machine'),
);
