export type PolicyAction = 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM';

/** https://istio.io/latest/docs/reference/config/security/authorization-policy/ */
export interface AuthorizationPolicy {
  readonly name: string;
  readonly namespace: string;
  /** Null selects every workload. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly action: PolicyAction;
  /** None match nothing; an empty one matches everything. */
  readonly rules: readonly AuthorizationRule[];
  /** Of CUSTOM: who is asked. */
  readonly provider: string | null;
  readonly isDryRun: boolean;
}

/** One of the sources, one of the operations, and every condition. */
export interface AuthorizationRule {
  readonly from: readonly Source[];
  readonly to: readonly Operation[];
  readonly when: readonly Condition[];
}

type Names<Field extends string> = { readonly [Name in Field]?: readonly string[] };

export type Source = Names<
  | 'principals'
  | 'notPrincipals'
  | 'requestPrincipals'
  | 'notRequestPrincipals'
  | 'namespaces'
  | 'notNamespaces'
  | 'serviceAccounts'
  | 'notServiceAccounts'
  | 'ipBlocks'
  | 'notIpBlocks'
  | 'remoteIpBlocks'
  | 'notRemoteIpBlocks'
>;

export type Operation = Names<
  'hosts' | 'notHosts' | 'ports' | 'notPorts' | 'methods' | 'notMethods' | 'paths' | 'notPaths'
>;

export interface Condition extends Names<'values' | 'notValues'> {
  readonly key: string;
}
