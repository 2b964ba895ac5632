/** Anything that counts the requests it is serving. */
export interface Loaded {
  readonly inFlight: number;
}

/**
 * Least request over all endpoints; `turn` counts the service's requests, and moves ties on, so that idle endpoints
 * take turns. (Envoy samples two:
 * https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/load_balancers; on one
 * machine there are few enough to look at all.)
 */
export function chooseEndpoint<Endpoint extends Loaded>(
  endpoints: readonly Endpoint[],
  turn: number,
): Endpoint | undefined {
  let chosen: Endpoint | undefined;
  for (let step = 0; step < endpoints.length; step++) {
    const candidate = endpoints[(turn + step) % endpoints.length];
    if (candidate !== undefined && (chosen === undefined || candidate.inFlight < chosen.inFlight))
      chosen = candidate;
  }
  return chosen;
}
