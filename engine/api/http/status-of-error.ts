import { type AppError, isAppError, outcomeOfKind } from '@petstore/chassis/errors';
import { isStoredKind, resourceOf } from '../objects/resources.ts';

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: object;
  readonly code: number;
}

type Refusal = readonly [code: number, reason: string];

/** https://github.com/kubernetes/apimachinery/blob/v0.33.0/pkg/apis/meta/v1/types.go (StatusReason) */
const refusals: Readonly<Record<string, Refusal>> = {
  'object-not-found': [404, 'NotFound'],
  'object-exists': [409, 'AlreadyExists'],
  'object-changed': [409, 'Conflict'],
  'object-invalid': [422, 'Invalid'],
  'object-forbidden': [403, 'Forbidden'],
  'patch-type-unknown': [415, 'UnsupportedMediaType'],
  'patch-failed': [422, 'Invalid'],
  'watch-expired': [410, 'Expired'],
  'api-host-not-allowed': [421, 'Forbidden'],
  'api-method-not-allowed': [405, 'MethodNotAllowed'],
  'api-not-implemented': [501, 'NotImplemented'],
  'api-media-type-unknown': [415, 'UnsupportedMediaType'],
  'api-body-too-large': [413, 'RequestEntityTooLarge'],
};

const reasonsOfKind: Readonly<Record<AppError['kind'], string>> = {
  invalid: 'BadRequest',
  unprocessable: 'Invalid',
  unauthenticated: 'Unauthorized',
  forbidden: 'Forbidden',
  'not-found': 'NotFound',
  conflict: 'Conflict',
  exhausted: 'TooManyRequests',
  timeout: 'Timeout',
  unavailable: 'ServiceUnavailable',
  'bad-answer': 'InternalError',
  bug: 'InternalError',
};

/** What a client of Kubernetes is told; of an error that nobody foresaw, nothing but that it is one. */
export function statusOfError(error: unknown): Status {
  if (!isAppError(error))
    return failure([500, 'InternalError'], 'Internal error occurred: see the log of the engine');
  const byKind: Refusal = [outcomeOfKind(error.kind).httpStatus, reasonsOfKind[error.kind]];
  return failure(refusals[error.code] ?? byKind, error.message, detailsOf(error));
}

function failure([code, reason]: Refusal, message: string, details?: object): Status {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  };
}

/** Under `kind` the resource (`deployments`), but of an invalid object its kind: kubectl writes it in its sentence. */
function detailsOf({ code, details }: AppError): object | undefined {
  const { kind, name, causes, retryAfterSeconds } = details;
  const resource = isStoredKind(kind) ? resourceOf(kind) : undefined;
  const told = {
    ...(typeof name === 'string' ? { name } : {}),
    ...(resource === undefined || resource.group === '' ? {} : { group: resource.group }),
    ...(resource === undefined ? {} : { kind: code === 'object-invalid' ? resource.kind : resource.plural }),
    ...(Array.isArray(causes) ? { causes } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
  return Object.keys(told).length === 0 ? undefined : told;
}
