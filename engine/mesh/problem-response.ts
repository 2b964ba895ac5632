import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptCorrelationId } from '@petstore/chassis/correlation';

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

/** Answers for the proxy itself, in RFC 9457's form, with the caller's correlation id. */
export function sendProblem(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const given = request.headers['x-correlation-id'];
  const correlationId = acceptCorrelationId(typeof given === 'string' ? given : undefined);
  const body = Buffer.from(problemText(problem, correlationId));
  const headers = ['content-type', 'application/problem+json', 'content-length', String(body.length)];
  response.writeHead(problem.status, [...headers, 'x-correlation-id', correlationId]);
  response.end(body);
}

export function problemText(problem: Problem, correlationId: string): string {
  const { status, code, title, detail } = problem;
  return JSON.stringify({ type: 'about:blank', title, status, detail, code, correlationId });
}
