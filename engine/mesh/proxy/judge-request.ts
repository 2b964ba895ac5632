import { refusalOfHead } from '@petstore/chassis/inbound';
import { type Failure, notForwardable, unsupportedTransferEncoding } from './classify-failure.ts';
import type { ForwardedRequest } from './forwarded-headers.ts';

export interface RequestLine {
  readonly target: string;
  readonly httpVersion: string;
}

export interface Refusal {
  readonly failure: Failure;
  readonly detail: string;
}

/** What a parser lets through and a proxy must not: each of these means different things to different callees. */
export function judgeRequest(line: RequestLine, forwarded: ForwardedRequest): Refusal | undefined {
  const detail = refusalOfHead({ ...line, hosts: forwarded.hosts });
  if (detail !== undefined) return { failure: notForwardable, detail };
  if (forwarded.transferEncoding !== undefined && forwarded.transferEncoding !== 'chunked') {
    return {
      failure: unsupportedTransferEncoding,
      detail: 'Send the body chunked, or with a content-length.',
    };
  }
  return undefined;
}
