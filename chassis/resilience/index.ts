/** Timeouts and retries of outgoing calls, composed once. Breakers and bulkheads come with a later part. */
export {
  type Attempt,
  type CallPolicyOptions,
  createCallPolicy,
  fullJitterDelayMs,
  isCallTimeout,
} from './create-call-policy.ts';
