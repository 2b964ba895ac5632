import { checkConfigReferences, checkServiceAccounts } from './check-config-references.ts';
import { checkDeployments } from './check-deployments.ts';
import { checkNamespaces, checkTemplateNamespaces } from './check-namespaces.ts';
import { checkPostgres } from './check-postgres.ts';
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
  checkSecrets,
  checkPostgres,
];

/** Everything in which objects contradict themselves or one another, or name what is not there. */
export function checkReferences(declared: DeclaredObjects): ObjectFinding[] {
  return rules.flatMap((rule) => rule(declared));
}
