export type MutualTlsMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT';

/** Of `UNSET` and of what is absent, what is wider holds. */
type GivenMode = MutualTlsMode | 'UNSET' | null;

/** https://istio.io/latest/docs/reference/config/security/peer_authentication/ */
export interface PeerAuthentication {
  readonly name: string;
  readonly namespace: string;
  readonly createdAtMs: number;
  /** Null, or without a label, for all workloads. */
  readonly selector: Readonly<Record<string, string>> | null;
  readonly mode: GivenMode;
  /** By port of the workload; only of policies with a selector. */
  readonly portModes: ReadonlyMap<number, GivenMode>;
}

interface MutualTlsObservation {
  readonly workload: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly port: number;
  readonly rootNamespace: string;
}

export interface MutualTlsDecision {
  readonly mode: MutualTlsMode;
  readonly reason: string;
}

/** Mesh, namespace, workload, port: the narrower one wins where it says something, and of equals the oldest. */
export function decideMutualTls(
  policies: readonly PeerAuthentication[],
  { workload, port, rootNamespace }: MutualTlsObservation,
): MutualTlsDecision {
  const inNamespace = (namespace: string) => policies.filter((policy) => policy.namespace === namespace);
  const ownWide = workload.namespace === rootNamespace ? [] : inNamespace(workload.namespace);
  const mesh = oldest(inNamespace(rootNamespace).filter((policy) => !hasSelector(policy)));
  const namespace = oldest(ownWide.filter((policy) => !hasSelector(policy)));
  const own = oldest(ownWide.filter((policy) => hasSelector(policy) && selects(policy, workload.labels)));
  const layers: readonly (readonly [PeerAuthentication | null, GivenMode])[] = [
    [mesh, mesh?.mode ?? null],
    [namespace, namespace?.mode ?? null],
    [own, own?.mode ?? null],
    [own, own?.portModes.get(port) ?? null],
  ];
  let decision: MutualTlsDecision = { mode: 'PERMISSIVE', reason: 'No PeerAuthentication says otherwise.' };
  for (const [policy, mode] of layers) {
    if (policy === null || mode === null || mode === 'UNSET') continue;
    decision = { mode, reason: `${policy.namespace}/${policy.name} asks for it.` };
  }
  return decision;
}

function hasSelector({ selector }: PeerAuthentication): boolean {
  return Object.keys(selector ?? {}).length > 0;
}

function selects({ selector }: PeerAuthentication, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector ?? {}).every(([name, value]) => labels[name] === value);
}

function oldest(policies: readonly PeerAuthentication[]): PeerAuthentication | null {
  return policies.reduce<PeerAuthentication | null>(
    (found, policy) => (found === null || policy.createdAtMs < found.createdAtMs ? policy : found),
    null,
  );
}
