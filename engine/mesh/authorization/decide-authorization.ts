import type { AuthorizationPolicy } from './authorization-policy.ts';
import type { AuthorizedRequest, Workload } from './authorized-request.ts';
import { matchRule } from './match-rule.ts';

export type CustomDecision = 'allow' | 'deny';

export interface AuthorizationDecision {
  readonly decision: 'ALLOW' | 'DENY';
  readonly decidedBy: 'CUSTOM' | 'DENY' | 'ALLOW' | 'no-allow-policies' | 'no-allow-match';
  readonly reason: string;
}

interface AuthorizationObservation {
  readonly workload: Workload;
  readonly request: AuthorizedRequest;
  /** Its policies hold in every namespace. */
  readonly rootNamespace: string;
  /** Asked only where a CUSTOM policy matches; null of a provider that nobody set up. */
  readonly askProvider: (provider: string | null) => CustomDecision | null;
}

/**
 * CUSTOM, then DENY, then ALLOW: the first that settles it; with no ALLOW policy at all, what is not denied goes
 * through.
 */
export function decideAuthorization(
  policies: readonly AuthorizationPolicy[],
  observation: AuthorizationObservation,
): AuthorizationDecision {
  const held = policies.filter((policy) => !policy.isDryRun && appliesTo(policy, observation));
  const matching = (action: AuthorizationPolicy['action']) =>
    held.filter((policy) => policy.action === action && matches(policy, observation));
  const refusing = matching('CUSTOM').find(({ provider }) => observation.askProvider(provider) !== 'allow');
  if (refusing !== undefined) {
    const reason = `${describe(refusing)} asked ${refusing.provider ?? 'nobody'}, and was not allowed.`;
    return { decision: 'DENY', decidedBy: 'CUSTOM', reason };
  }
  const [denying] = matching('DENY');
  if (denying !== undefined) {
    return { decision: 'DENY', decidedBy: 'DENY', reason: `${describe(denying)} denies it.` };
  }
  if (!held.some(({ action }) => action === 'ALLOW')) {
    const reason = 'Nothing denies it, and no policy of this workload says who is allowed.';
    return { decision: 'ALLOW', decidedBy: 'no-allow-policies', reason };
  }
  const [allowing] = matching('ALLOW');
  if (allowing !== undefined) {
    return { decision: 'ALLOW', decidedBy: 'ALLOW', reason: `${describe(allowing)} allows it.` };
  }
  const reason = 'There are policies that allow, and none of them allows this.';
  return { decision: 'DENY', decidedBy: 'no-allow-match', reason };
}

function appliesTo(
  { namespace, selector }: AuthorizationPolicy,
  { workload, rootNamespace }: AuthorizationObservation,
): boolean {
  if (namespace !== workload.namespace && namespace !== rootNamespace) return false;
  return Object.entries(selector ?? {}).every(([name, value]) => workload.labels[name] === value);
}

function matches(
  { rules, action, namespace }: AuthorizationPolicy,
  { request }: AuthorizationObservation,
): boolean {
  return rules.some((rule) => matchRule(rule, action, { request, policyNamespace: namespace }));
}

function describe({ name, namespace, action }: AuthorizationPolicy): string {
  return `${action} policy ${namespace}/${name}`;
}
