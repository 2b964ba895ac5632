/**
 * Istio's AuthorizationPolicies: whether one request to one workload goes through. Pure: terminates no TLS and verifies
 * no token.
 */

export type {
  AuthorizationPolicy,
  AuthorizationRule,
  Condition,
  Operation,
  PolicyAction,
  Source,
} from './authorization-policy.ts';
export type { AuthorizedRequest, JsonValue, Workload } from './authorized-request.ts';
export {
  type AuthorizationDecision,
  type CustomDecision,
  decideAuthorization,
} from './decide-authorization.ts';
