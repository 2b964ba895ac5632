import type {
  AuthorizationPolicy,
  AuthorizationRule,
  Condition,
  Operation,
  Source,
} from '../mesh/authorization/authorization-policy.ts';
import type { AuthorizedRequest, Workload } from '../mesh/authorization/authorized-request.ts';
import { decideAuthorization } from '../mesh/authorization/decide-authorization.ts';

export const gateway = 'cluster.local/ns/petstore/sa/gateway';

const plainRequest: AuthorizedRequest = {
  protocol: 'HTTP',
  method: 'GET',
  path: '/v1/pets?limit=5',
  host: 'catalog:8001',
  port: 8001,
  principal: gateway,
  sourceIp: '10.0.0.9',
  remoteIp: null,
  destinationIp: '10.0.0.1',
  serverName: '',
  headers: new Map(),
  claims: null,
};

export const domain: Workload = { namespace: 'petstore', labels: { app: 'catalog' } };

export function rule(parts: Partial<AuthorizationRule>): AuthorizationRule {
  return { from: [], to: [], when: [], ...parts };
}
export const from = (...sources: readonly Source[]) => rule({ from: sources });
export const to = (...operations: readonly Operation[]) => rule({ to: operations });
export const when = (...conditions: readonly Condition[]) => rule({ when: conditions });

export function policy(
  action: AuthorizationPolicy['action'],
  rules: readonly AuthorizationRule[],
  more: Partial<AuthorizationPolicy> = {},
): AuthorizationPolicy {
  return {
    name: 'policy',
    namespace: 'petstore',
    selector: null,
    action,
    rules,
    provider: null,
    isDryRun: false,
    ...more,
  };
}

/** `ALLOW (who decided)`. */
export function decide(
  policies: readonly AuthorizationPolicy[],
  request: Partial<AuthorizedRequest> = {},
  providers: Readonly<Record<string, 'allow' | 'deny'>> = {},
): string {
  const { decision, decidedBy } = decideAuthorization(policies, {
    workload: domain,
    request: { ...plainRequest, ...request },
    rootNamespace: 'istio-system',
    askProvider: (provider) => providers[provider ?? ''] ?? null,
  });
  return `${decision} (${decidedBy})`;
}

/** Whether a rule of an ALLOW policy fits. */
export function fits(one: AuthorizationRule, request: Partial<AuthorizedRequest> = {}): boolean {
  return decide([policy('ALLOW', [one])], request) === 'ALLOW (ALLOW)';
}
