/**
 * Carries out a request once for each idempotency key of a caller and repeats its answer. Not for requests that a
 * service sends.
 */
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
  type KeyAnswerParameters,
  type KeyOwner,
  keepAnswer,
  keepFirstAnswer,
  keepReference,
  type NewKeyParameters,
  newKeyInsertion,
  openKeyAnswer,
  type StoredAnswer,
} from './idempotency-store.ts';
