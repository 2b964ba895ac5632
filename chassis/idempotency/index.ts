/** A request is carried out once for one key of one caller, and answered the same ever after. Not for what a service asks of others. */
export {
  answerOnce,
  claimKey,
  type KeyClaim,
  type KeyedRequest,
  type OnceAnswer,
  type OnceRequest,
  refusedAnswer,
  sendAnswer,
} from './answer-once.ts';
export { idempotencyErrors } from './errors.ts';
export { hashRequest, idempotencyKeyOf, optionalIdempotencyKeyOf } from './idempotency-key.ts';
export { migrateIdempotency } from './idempotency-migrations.ts';
export {
  createKeyPruner,
  type KeyOwner,
  keepAnswer,
  keepFirstAnswer,
  keepReference,
  type StoredAnswer,
} from './idempotency-store.ts';
