import { Type } from 'typebox';
import { reasons } from './not-applicable-reasons.ts';
import {
  listed,
  oneOf,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  optionalTexts,
  strictObject,
} from './schema-building.ts';

const profile = (types: readonly string[]) =>
  optionalObject({ type: oneOf(types), localhostProfile: optionalText() });

const sharedFields = {
  appArmorProfile: profile(['Localhost', 'RuntimeDefault', 'Unconfined']),
  seccompProfile: profile(['Localhost', 'RuntimeDefault', 'Unconfined']),
  runAsGroup: optionalInt32(),
  runAsNonRoot: optionalFlag(),
  runAsUser: optionalInt32(),
  seLinuxOptions: optionalObject({
    level: optionalText(),
    role: optionalText(),
    type: optionalText(),
    user: optionalText(),
  }),
  windowsOptions: optionalObject({
    gmsaCredentialSpec: optionalText(),
    gmsaCredentialSpecName: optionalText(),
    hostProcess: optionalFlag(),
    runAsUserName: optionalText(),
  }),
};

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#security-context-1 */
export const containerSecurityContext = optionalObject(
  {
    ...sharedFields,
    allowPrivilegeEscalation: optionalFlag(),
    capabilities: optionalObject({ add: optionalTexts(), drop: optionalTexts() }),
    privileged: optionalFlag(),
    procMount: Type.Optional(oneOf(['Default', 'Unmasked'])),
    readOnlyRootFilesystem: optionalFlag(),
  },
  listed(reasons.isolation),
);

export const podSecurityContext = optionalObject(
  {
    ...sharedFields,
    fsGroup: optionalInt32(),
    fsGroupChangePolicy: Type.Optional(oneOf(['OnRootMismatch', 'Always'])),
    seLinuxChangePolicy: Type.Optional(oneOf(['MountOption', 'Recursive'])),
    supplementalGroups: Type.Optional(Type.Array(Type.Integer())),
    supplementalGroupsPolicy: Type.Optional(oneOf(['Merge', 'Strict'])),
    sysctls: Type.Optional(Type.Array(strictObject({ name: Type.String(), value: Type.String() }))),
  },
  listed(reasons.isolation),
);
