import { expect, it } from 'vitest';
import { classifyFailure } from './classify-failure.ts';

const failure = (code: string) => Object.assign(new Error('x'), { code });

it.each([
  ['ECONNREFUSED', false, 503, 'upstream-connection-failed', 'UF'],
  ['UND_ERR_CONNECT_TIMEOUT', false, 503, 'upstream-connection-failed', 'UF'],
  ['UND_ERR_SOCKET', true, 503, 'upstream-connection-closed', 'UC'],
  ['ECONNRESET', true, 503, 'upstream-connection-closed', 'UC'],
  ['HPE_INVALID_CONSTANT', true, 502, 'upstream-response-invalid', 'UPE'],
  ['UND_ERR_HEADERS_OVERFLOW', true, 502, 'upstream-response-invalid', 'UPE'],
  ['UND_ERR_INVALID_ARG', false, 400, 'request-not-forwardable', 'DPE'],
])('answers %s (connected: %s) with %s %s and flags it %s', (code, wasConnected, status, problem, flag) => {
  expect(classifyFailure(failure(code), wasConnected)).toMatchObject({ status, code: problem, flag });
});
