/**
 * Accepts HTTP: the one server setup of every port, and what it refuses before any handler runs. Not routes, and not
 * authorization.
 */
export { createInboundServer, type Handle, type InboundServerOptions } from './create-inbound-server.ts';
export { countHosts, type RequestHead, refusalOfHead } from './refusal-of-head.ts';
export { type EarlyProblem, sendProblem, sendRawProblem } from './send-problem.ts';
