import { STATUS_CODES } from 'node:http';
import type { Problem } from '@petstore/contracts/http';
import { isAppError, outcomeOfKind } from '../errors/index.ts';

/** What Fastify adds to the errors that it throws itself. */
interface FrameworkError {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
  readonly validation?: readonly {
    readonly instancePath: string;
    readonly message?: string;
    readonly params?: object;
  }[];
  readonly validationContext?: string;
}

const frameworkCodes: Readonly<Record<number, string>> = {
  400: 'malformed-request',
  404: 'route-not-found',
  405: 'method-not-allowed',
  408: 'request-timeout',
  413: 'body-too-large',
  414: 'path-too-long',
  415: 'unsupported-media-type',
  431: 'headers-too-large',
};

function problem(parts: Pick<Problem, 'status' | 'code' | 'detail' | 'correlationId'>): Problem {
  return { type: 'about:blank', title: STATUS_CODES[parts.status] ?? 'Error', ...parts };
}

function validationProblem(error: FrameworkError, correlationId: string): Problem {
  const where = error.validationContext ?? 'request';
  const errors = (error.validation ?? []).map((entry) => {
    const extra =
      entry.params !== undefined && 'additionalProperty' in entry.params
        ? `: ${entry.params.additionalProperty}`
        : '';
    return { path: `${where}${entry.instancePath}`, message: `${entry.message ?? 'is not valid'}${extra}` };
  });
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return { ...problem({ status: 400, code: 'invalid-request', detail, correlationId }), errors };
}

/**
 * Any thrown value as RFC 9457 problem details. Only an AppError's own message and a client mistake's description reach
 * the caller; everything else is `internal-error` without a word of its cause.
 */
export function problemOfError(error: unknown, correlationId: string): Problem {
  if (isAppError(error)) {
    const { httpStatus } = outcomeOfKind(error.kind);
    const detail = error.kind === 'bug' ? 'Something went wrong on our side.' : error.message;
    const reason = error.details['reason'];
    return {
      ...problem({ status: httpStatus, code: error.code, detail, correlationId }),
      ...(typeof reason === 'string' ? { reason } : {}),
    };
  }
  const framework = error as FrameworkError;
  if (framework?.validation !== undefined) return validationProblem(framework, correlationId);
  const status = framework?.statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const code = frameworkCodes[status] ?? 'refused-request';
    return problem({ status, code, detail: framework.message, correlationId });
  }
  return problem({
    status: 500,
    code: 'internal-error',
    detail: 'Something went wrong on our side.',
    correlationId,
  });
}
