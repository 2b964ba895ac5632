/** Why no (whole) answer of the callee reached the caller: what the caller gets, and Envoy's flag for it. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /**
   * https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage#command-operators,
   * RESPONSE_FLAGS
   */
  readonly flag: ResponseFlag;
}

export type ResponseFlag = '-' | 'UH' | 'UF' | 'UC' | 'UPE' | 'DC' | 'DPE' | 'NR' | 'UAEX';

export const noReadyEndpoint: Failure = {
  status: 503,
  code: 'no-ready-endpoint',
  title: 'No ready endpoint',
  flag: 'UH',
};

export const notForwardable: Failure = {
  status: 400,
  code: 'request-not-forwardable',
  title: 'The request cannot be forwarded',
  flag: 'DPE',
};

export const hostNotAllowed: Failure = {
  status: 421,
  code: 'host-not-allowed',
  title: 'Misdirected Request',
  flag: 'NR',
};

export const foreignOrigin: Failure = {
  status: 403,
  code: 'foreign-origin',
  title: 'Forbidden',
  flag: 'UAEX',
};

export const unsupportedTransferEncoding: Failure = {
  status: 501,
  code: 'unsupported-transfer-encoding',
  title: 'Only the chunked transfer encoding is supported',
  flag: 'DPE',
};

const connectionFailed: Failure = {
  status: 503,
  code: 'upstream-connection-failed',
  title: 'The endpoint refused the connection',
  flag: 'UF',
};

const connectionClosed: Failure = {
  status: 503,
  code: 'upstream-connection-closed',
  title: 'The endpoint closed the connection before it answered',
  flag: 'UC',
};

const answerInvalid: Failure = {
  status: 502,
  code: 'upstream-response-invalid',
  title: 'The endpoint did not answer in HTTP',
  flag: 'UPE',
};

const closedCodes = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED']);
const requestCodes = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_NOT_SUPPORTED']);

/** From the HTTP client's error, and whether the request had been given a connection by then. */
export function classifyFailure(error: Error & { code?: unknown }, wasConnected: boolean): Failure {
  const code = typeof error.code === 'string' ? error.code : '';
  if (requestCodes.has(code)) return notForwardable;
  if (!wasConnected) return connectionFailed;
  return closedCodes.has(code) ? connectionClosed : answerInvalid;
}
