/** What protects outgoing calls and the service itself, composed once: time limits, retries, breakers, bulkheads, shedding. Not the calls. */
export { type BackOff, backOffMs } from './back-off.ts';
export {
  type Attempt,
  type CallPolicy,
  type CallPolicyOptions,
  createCallPolicy,
  isCallTimeout,
} from './create-call-policy.ts';
export { createPeerGuard, type PeerGuard, type PeerGuardOptions } from './create-peer-guard.ts';
export { decideShedding, type SheddingLimits, type SheddingOrder } from './decide-shedding.ts';
export { resilienceErrors } from './errors.ts';
export { type Protection, protections } from './protection.ts';
export { watchLoopDelay } from './watch-loop-delay.ts';
