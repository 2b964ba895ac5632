/**
 * The kinds of failure that the Prometheus API knows,
 * https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview
 */
export type ErrorType =
  | 'bad_data'
  | 'timeout'
  | 'canceled'
  | 'execution'
  | 'internal'
  | 'unavailable'
  | 'not_found'
  | 'not_acceptable';

/** 499 is nginx's code for a client that went away, which Prometheus took over. */
export const statusOf: Readonly<Record<ErrorType, number>> = {
  bad_data: 400,
  not_found: 404,
  not_acceptable: 406,
  execution: 422,
  canceled: 499,
  internal: 500,
  timeout: 503,
  unavailable: 503,
};

/** A request that is answered with an error. */
export class ApiFailure extends Error {
  readonly errorType: ErrorType;

  constructor(errorType: ErrorType, message: string, options?: ErrorOptions) {
    super(message, options);
    this.errorType = errorType;
  }

  static parameter(name: string, why: string): ApiFailure {
    return new ApiFailure('bad_data', `invalid parameter ${JSON.stringify(name)}: ${why}`);
  }
}
