export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A request, or a connection, as the proxy of the workload sees it. */
export interface AuthorizedRequest {
  /** A connection that is not HTTP has nothing that only HTTP has. */
  readonly protocol: 'HTTP' | 'TCP';
  readonly method: string;
  /** As the client wrote it, with its query. */
  readonly path: string;
  readonly host: string;
  /** The workload's. */
  readonly port: number;
  /** Of the peer's certificate, without `spiffe://`; null for plaintext. */
  readonly principal: string | null;
  /** The other end of the connection. */
  readonly sourceIp: string | null;
  /** The client behind proxies, from `x-forwarded-for`. */
  readonly remoteIp: string | null;
  readonly destinationIp: string | null;
  readonly serverName: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Claims of a token that was verified; null without one. */
  readonly claims: Readonly<Record<string, JsonValue>> | null;
}

export interface Workload {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}
