/** A request is carried out once for one key of one caller, and answered the same ever after. Not for what a service asks of others. */
export { answerOnce, type OnceAnswer, type OnceRequest } from './answer-once.ts';
export { claimKey, type KeyClaim, type KeyedRequest } from './claim-key.ts';
export { createKeyPruner } from './create-key-pruner.ts';
export { idempotencyErrors } from './errors.ts';
export { hashRequest } from './hash-request.ts';
export { idempotencyKeyOf, optionalIdempotencyKeyOf } from './idempotency-key-of.ts';
export { migrateIdempotency } from './idempotency-migrations.ts';
export {
  type KeyOwner,
  keepAnswer,
  keepFirstAnswer,
  keepReference,
  type StoredAnswer,
} from './idempotency-store.ts';
export { refusedAnswer } from './refused-answer.ts';
export { sendAnswer } from './send-answer.ts';
