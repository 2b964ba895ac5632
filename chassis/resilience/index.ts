/**
 * Protections of outgoing calls and of the service itself: time limits, retries, circuit breakers, bulkheads, load
 * shedding. Not the calls themselves.
 */
export { type BackOff, backOffMs } from './back-off.ts';
export {
  type Attempt,
  type CallLimits,
  type CallPolicy,
  type CallPolicyOptions,
  createCallPolicy,
  isCallTimeout,
} from './create-call-policy.ts';
export { createPeerGuard, mostHeld, type PeerGuard, type PeerGuardOptions } from './create-peer-guard.ts';
export { decideShedding, type SheddingLimits, type SheddingOrder } from './decide-shedding.ts';
export { resilienceErrors } from './errors.ts';
export { type Protection, protections } from './protection.ts';
export { watchLoopDelay } from './watch-loop-delay.ts';
