/** HTTP server and client of every service: correlated, validated, measured and recorded. Not a proxy. */
export { callerOf, outsideCaller, requireCaller } from './caller.ts';
export { createHttpClient, type HttpClientOptions } from './create-http-client.ts';
export { createHttpServer } from './create-http-server.ts';
export { findJsonFault, type JsonFault } from './find-json-fault.ts';
export { holdRequest } from './hold-request.ts';
export type { HttpClient, IncomingResponse, OutgoingRequest } from './http-client.ts';
export type { HttpServer, HttpServerOptions } from './http-server.ts';
export { frameworkProblems, problemOfError } from './problem-of-error.ts';
export type { RecordRequest, RequestRecord } from './request-record.ts';
