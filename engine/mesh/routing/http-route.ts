/** One of its fields; without any it asks that the value be there. */
export interface StringMatch {
  readonly exact?: string;
  /** Raw, not by segments. */
  readonly prefix?: string;
  /** Of the whole value. */
  readonly regex?: string;
}

/** https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest */
export interface HttpMatch {
  readonly uri?: StringMatch;
  readonly ignoreUriCase?: boolean;
  readonly scheme?: StringMatch;
  readonly method?: StringMatch;
  readonly authority?: StringMatch;
  readonly headers?: Readonly<Record<string, StringMatch>>;
  readonly withoutHeaders?: Readonly<Record<string, StringMatch>>;
  readonly queryParams?: Readonly<Record<string, StringMatch>>;
  readonly port?: number;
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly sourceNamespace?: string;
}

export interface RouteDestination {
  readonly host: string;
  readonly subset?: string;
  readonly port?: number;
  readonly weight?: number;
}

export interface HttpRoute {
  readonly name?: string;
  readonly match?: readonly HttpMatch[];
  readonly route: readonly RouteDestination[];
  readonly timeoutMs?: number;
  readonly retries?: {
    readonly attempts: number;
    readonly perTryTimeoutMs?: number;
    readonly retryOn?: string;
  };
  readonly fault?: {
    readonly abort?: { readonly httpStatus: number; readonly percentage?: number };
    readonly delay?: { readonly fixedDelayMs: number; readonly percentage?: number };
  };
}

export interface RoutedRequest {
  readonly scheme: string;
  readonly method: string;
  readonly authority: string;
  /** With its query. */
  readonly path: string;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Of the service that was called. */
  readonly port: number;
  readonly sourceLabels: Readonly<Record<string, string>>;
  readonly sourceNamespace: string;
}
