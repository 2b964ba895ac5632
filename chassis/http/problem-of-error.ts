import { STATUS_CODES } from 'node:http';
import type { Problem } from '@petstore/contracts/http';
import { maskCardNumbers } from '../card-numbers/index.ts';
import { isAppError, outcomeOfKind } from '../errors/index.ts';

/** Fields of the errors that Fastify throws. */
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

/** Codes of refusals that are not AppErrors, with their status; any other 4xx of the framework is `refused-request`. */
export const frameworkProblems: Readonly<Record<string, number | '4xx'>> = {
  'invalid-request': 400,
  'malformed-request': 400,
  'route-not-found': 404,
  'method-not-allowed': 405,
  'request-timeout': 408,
  'body-too-large': 413,
  'path-too-long': 414,
  'unsupported-media-type': 415,
  'expectation-failed': 417,
  'host-not-allowed': 421,
  'headers-too-large': 431,
  'refused-request': '4xx',
  'internal-error': 500,
};

/** Schema violations have a code of their own, `invalid-request`. */
function codeOfStatus(status: number): string {
  const codes = Object.keys(frameworkProblems).filter((code) => code !== 'invalid-request');
  return codes.find((code) => frameworkProblems[code] === status) ?? 'refused-request';
}

/** The detail may quote the request (a path, a field), so card numbers in it are masked. */
function problem(parts: Pick<Problem, 'status' | 'code' | 'detail' | 'correlationId'>): Problem {
  const title = STATUS_CODES[parts.status] ?? 'Error';
  return { type: 'about:blank', title, ...parts, detail: maskCardNumbers(parts.detail) };
}

function validationProblem(error: FrameworkError, correlationId: string): Problem {
  const where = error.validationContext ?? 'request';
  const errors = (error.validation ?? []).map((entry) => {
    const extra =
      entry.params !== undefined && 'additionalProperty' in entry.params
        ? `: ${entry.params.additionalProperty}`
        : '';
    return {
      path: maskCardNumbers(`${where}${entry.instancePath}`),
      message: maskCardNumbers(`${entry.message ?? 'is not valid'}${extra}`),
    };
  });
  const detail = errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return { ...problem({ status: 400, code: 'invalid-request', detail, correlationId }), errors };
}

/**
 * Any thrown value as RFC 9457 problem details. Only an AppError's message and the description of a client's mistake
 * reach the caller; everything else is `internal-error` without its cause.
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
    return problem({ status, code: codeOfStatus(status), detail: framework.message, correlationId });
  }
  return problem({
    status: 500,
    code: 'internal-error',
    detail: 'Something went wrong on our side.',
    correlationId,
  });
}
