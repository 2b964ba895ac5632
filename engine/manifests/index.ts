/** Reads production manifests, strictly and all problems at once. Runs nothing. */

export type { ConfigMap } from '../schemas/config-map.ts';
export type { Container, ContainerPort, InitContainer } from '../schemas/container.ts';
export type { Deployment } from '../schemas/deployment.ts';
export type { EnvFromSource, EnvVar, EnvVarSource } from '../schemas/environment.ts';
export type { LabelSelector } from '../schemas/label-selector.ts';
export { mostReplicas } from '../schemas/most-replicas.ts';
export { needsAnnotation } from '../schemas/object-meta.ts';
export type { PodSpec, PodTemplate } from '../schemas/pod.ts';
export type { PodMonitor } from '../schemas/pod-monitor.ts';
export type { PostgresCluster } from '../schemas/postgres-cluster.ts';
export type { PostgresDatabase } from '../schemas/postgres-database.ts';
export type { ManagedRole } from '../schemas/postgres-role.ts';
export type { ExecAction, HttpGetAction, Lifecycle, Probe, TcpSocketAction } from '../schemas/probe.ts';
export type { Secret } from '../schemas/secret.ts';
export type { Service, ServicePort } from '../schemas/service.ts';
export type { ServiceAccount } from '../schemas/service-account.ts';
export type { Volume, VolumeMount } from '../schemas/volume.ts';
export {
  type AdapterQuery,
  type AdapterRequest,
  composeAdapterQuery,
  milliOfSample,
} from './adapter-query.ts';
export { isAdapterConfig, metricNameOf, readAdapterRules, seriesNameOf } from './adapter-rules.ts';
export { checkPodProcesses, commandPlace } from './checks/check-processes.ts';
export type { CommandPlace } from './checks/decide-code-path.ts';
export { decideCommand } from './checks/decide-command.ts';
export { decideNodeOptionsVariable, type NodeOption } from './checks/decide-node-options.ts';
export { type AllowedVariables, refusedVariables } from './checks/decide-variable.ts';
export { manifestErrors } from './errors.ts';
export { type FieldPath, formatPath } from './field-path.ts';
export { initialReplicas } from './initial-replicas.ts';
export type { ManifestProblem } from './manifest-problem.ts';
export { matchesSelector } from './match-labels.ts';
export { formatMilli, milliOf, parseQuantity } from './parse-quantity.ts';
export { positionOf, type ReadingOptions, readManifests, readRemembered } from './read-manifests.ts';
export {
  describeSupport,
  type FieldSupport,
  type SupportedField,
  type SupportedKind,
} from './reading/describe-support.ts';
export { findSchemaViolations } from './reading/find-schema-violations.ts';
export {
  type AwaitedController,
  type ManifestSet,
  manifestSetOf,
  type NotApplicableField,
  writtenObjects,
} from './reading/manifest-set.ts';
export { withoutNulls } from './reading/without-nulls.ts';
export { type SecretReference, secretReferences } from './secret-references.ts';
export { secretValues } from './secret-values.ts';
export { withReplicas } from './with-replicas.ts';
