import type { ObjectFinding } from '../manifest-problem.ts';
import type { DeclaredObjects } from '../reading/declared-objects.ts';
import { checkAdapterRules } from './check-adapter-rules.ts';
import { checkAutoscaling } from './check-autoscaling.ts';
import { checkCanaries, checkPrimaryLabels } from './check-canaries.ts';
import { checkConfigReferences, checkEnvironmentValues, checkSecrets } from './check-configuration.ts';
import { checkDeployments } from './check-deployments.ts';
import { checkDestinationRules } from './check-destination-rules.ts';
import { checkDisruptionBudgets } from './check-disruption-budgets.ts';
import { checkGateways } from './check-gateways.ts';
import { checkMeshSecurity } from './check-mesh-security.ts';
import { checkMonitoring } from './check-monitoring.ts';
import { checkTemplateNamespaces } from './check-namespaces.ts';
import { checkNetworkPolicies } from './check-network-policies.ts';
import { checkPostgres } from './check-postgres.ts';
import { checkRouting } from './check-routing.ts';
import { checkRoles, checkServiceAccounts } from './check-service-accounts.ts';
import { checkServices } from './check-services.ts';

const rules: readonly ((declared: DeclaredObjects) => ObjectFinding[])[] = [
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
  checkGateways,
  checkRouting,
  checkDestinationRules,
  checkMeshSecurity,
  checkCanaries,
  checkPrimaryLabels,
  checkMonitoring,
  checkRoles,
];

/** Everything in which the objects of a namespace contradict themselves or one another, or name what is not there. */
export function checkReferences(declared: DeclaredObjects): ObjectFinding[] {
  return rules.flatMap((rule) => rule(declared));
}
