import { checkAdapterRules } from './check-adapter-rules.ts';
import { checkAutoscaling } from './check-autoscaling.ts';
import { checkCanaries } from './check-canaries.ts';
import { checkConfigReferences, checkServiceAccounts } from './check-config-references.ts';
import { checkDeployments } from './check-deployments.ts';
import { checkDestinationRules } from './check-destination-rules.ts';
import { checkDisruptionBudgets } from './check-disruption-budgets.ts';
import { checkEnvironmentValues } from './check-environment-values.ts';
import { checkIstioGateways } from './check-istio-gateways.ts';
import { checkMeshSecurity } from './check-mesh-security.ts';
import { checkMonitoring } from './check-monitoring.ts';
import { checkNamespaces, checkTemplateNamespaces } from './check-namespaces.ts';
import { checkNetworkPolicies } from './check-network-policies.ts';
import { checkPostgres } from './check-postgres.ts';
import { checkPrimaryLabels } from './check-primary-labels.ts';
import { checkRoles } from './check-roles.ts';
import { checkRouting } from './check-routing.ts';
import { checkSecrets } from './check-secrets.ts';
import { checkServices } from './check-services.ts';
import type { DeclaredObjects, ObjectFinding } from './declared-objects.ts';

const rules: readonly ((declared: DeclaredObjects) => ObjectFinding[])[] = [
  checkNamespaces,
  checkTemplateNamespaces,
  checkDeployments,
  checkServices,
  checkConfigReferences,
  checkServiceAccounts,
  checkEnvironmentValues,
  checkSecrets,
  checkPostgres,
  checkAutoscaling,
  checkAdapterRules,
  checkDisruptionBudgets,
  checkNetworkPolicies,
  checkIstioGateways,
  checkRouting,
  checkDestinationRules,
  checkMeshSecurity,
  checkCanaries,
  checkPrimaryLabels,
  checkMonitoring,
  checkRoles,
];

/** Everything in which objects contradict themselves or one another, or name what is not there. */
export function checkReferences(declared: DeclaredObjects): ObjectFinding[] {
  return rules.flatMap((rule) => rule(declared));
}
