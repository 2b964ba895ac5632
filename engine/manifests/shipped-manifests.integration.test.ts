import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Deployment } from '../schemas/deployment.ts';
import { initialReplicas } from './initial-replicas.ts';
import { matchesLabels, matchesSelector } from './match-labels.ts';
import { readManifests } from './read-manifests.ts';
import type { ManifestSet } from './reading/manifest-set.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let set: ManifestSet;

beforeAll(async () => {
  set = await readManifests(`${root}/operational-scaling`);
});

const labelsOf = ({ spec }: Deployment) => spec.template.metadata?.labels ?? {};

/** Caller and callee of every address of a Service in a Deployment's settings. */
function edges(): { readonly caller: Deployment; readonly callee: Deployment; readonly port: number }[] {
  return set.deployments.flatMap((caller) => {
    const settings =
      set.configMaps.find(({ metadata }) => metadata.name === caller.metadata.name)?.data ?? {};
    return Object.values(settings).flatMap((value) => {
      const [, host, port] = /^http:\/\/([a-z-]+):(\d+)$/.exec(value) ?? [];
      const service = set.services.find(({ metadata }) => metadata.name === host);
      if (service === undefined) return [];
      const callee = set.deployments.find((each) => matchesLabels(service.spec.selector, labelsOf(each)));
      return callee === undefined ? [] : [{ caller, callee, port: Number(port) }];
    });
  });
}

const words = ({ caller, callee }: { caller: Deployment; callee: Deployment }) =>
  `${caller.metadata.name} -> ${callee.metadata.name}`;

describe('the shipped manifests', () => {
  it('leave the number of replicas to the autoscaler where there is one', () => {
    const scaled = set.objects.HorizontalPodAutoscaler.map(({ spec }) => spec.scaleTargetRef.name);
    const written = set.deployments.filter(({ spec }) => spec.replicas !== undefined);
    expect(scaled.length).toBeGreaterThan(4);
    expect(written.map(({ metadata }) => metadata.name)).toEqual(['payment-provider']);
    expect(set.deployments.map((each) => initialReplicas(each, set.objects.HorizontalPodAutoscaler))).toEqual(
      set.deployments.map(({ metadata }) => (scaled.includes(metadata.name) ? 2 : 1)),
    );
  });

  it('let every service reach whom its settings name, and be reached, past the network policies', () => {
    const isLet = (
      { caller: from, callee: to, port }: ReturnType<typeof edges>[number],
      side: 'ingress' | 'egress',
    ) =>
      set.objects.NetworkPolicy.filter(({ spec }) =>
        matchesSelector(spec.podSelector, labelsOf(side === 'ingress' ? to : from)),
      ).some(({ spec }) =>
        (side === 'ingress'
          ? (spec.ingress ?? []).map((rule) => ({ peers: rule.from ?? [], ports: rule.ports ?? [] }))
          : (spec.egress ?? []).map((rule) => ({ peers: rule.to ?? [], ports: rule.ports ?? [] }))
        ).some(
          ({ peers, ports }) =>
            ports.some((each) => each.port === port) &&
            peers.some(
              ({ podSelector, namespaceSelector }) =>
                namespaceSelector === undefined &&
                podSelector !== undefined &&
                matchesSelector(podSelector, labelsOf(side === 'ingress' ? from : to)),
            ),
        ),
      );
    const cut = edges().filter((edge) => !isLet(edge, 'ingress') || !isLet(edge, 'egress'));
    expect(edges().length).toBeGreaterThan(6);
    expect(cut.map(words)).toEqual([]);
  });

  it('let every service ask whom its settings name, by its identity', () => {
    const refused = edges().filter(({ caller, callee }) => {
      const account = caller.spec.template.spec.serviceAccountName;
      const principal = `cluster.local/ns/${set.namespace}/sa/${account}`;
      return !set.objects.AuthorizationPolicy.some(
        ({ spec }) =>
          spec.selector?.matchLabels !== undefined &&
          matchesLabels(spec.selector.matchLabels, labelsOf(callee)) &&
          (spec.rules ?? []).some(({ from = [] }) =>
            from.some(({ source }) => source.principals?.includes(principal)),
          ),
      );
    });
    expect(refused.map(words)).toEqual([]);
  });

  it('leave retries to the services, and eject where there is somebody to eject', () => {
    const { VirtualService, DestinationRule, Canary } = set.objects;
    const retries = [
      ...VirtualService.flatMap(({ spec }) => (spec.http ?? []).map((route) => route.retries?.attempts)),
      ...Canary.map(({ spec }) => spec.service?.retries?.attempts),
    ];
    expect(retries.filter((attempts) => attempts !== 0)).toEqual([]);
    const detections = [
      ...DestinationRule.map(({ spec }) => spec.trafficPolicy?.outlierDetection),
      ...Canary.map(({ spec }) => spec.service?.trafficPolicy?.outlierDetection),
    ].filter((detection) => detection !== undefined);
    expect(detections.length).toBeGreaterThan(4);
    expect(detections.filter(({ maxEjectionPercent = 10 }) => maxEjectionPercent < 50)).toEqual([]);
  });

  it('run every container as the restricted level of Pod Security wants it', () => {
    const loose = set.deployments.flatMap(({ metadata, spec }) => {
      const pod = spec.template.spec;
      const containers = [...(pod.initContainers ?? []), ...pod.containers];
      return containers
        .filter(({ securityContext: own = {} }) => {
          const { runAsNonRoot, seccompProfile } = pod.securityContext ?? {};
          const isTight =
            runAsNonRoot === true &&
            seccompProfile?.type === 'RuntimeDefault' &&
            own.allowPrivilegeEscalation === false &&
            own.readOnlyRootFilesystem === true &&
            own.capabilities?.drop?.includes('ALL') === true;
          return !isTight;
        })
        .map(({ name }) => `${metadata.name}/${name}`);
    });
    expect(loose).toEqual([]);
  });

  it('let the allocator of every service give back what is free', () => {
    const settings = set.deployments.map(({ metadata }) => ({
      ...set.configMaps.find((each) => each.metadata.name === metadata.name)?.data,
    }));
    expect(settings).toHaveLength(6);
    for (const each of settings) {
      expect(each).toMatchObject({ MALLOC_ARENA_MAX: '2', MALLOC_TRIM_THRESHOLD_: '131072' });
    }
  });

  it('run files that the one image holds, as the user that it names', async () => {
    const dockerfile = await readFile(`${root}/Dockerfile`, 'utf8');
    expect(dockerfile).toMatch(/COPY --from=build \/src\/dist\/services \/app\/services/);
    const [, user] = /^USER (\d+):\d+$/m.exec(dockerfile) ?? [];
    for (const { spec } of set.deployments) {
      const pod = spec.template.spec;
      expect(pod.securityContext?.runAsUser).toBe(Number(user));
      for (const { command = [], image } of [...(pod.initContainers ?? []), ...pod.containers]) {
        const [, path] = /^\/app\/(services\/.+)\.mjs$/.exec(command[1] ?? '') ?? [];
        expect(image).toBe('marty-petstore:v1');
        await expect(readFile(`${root}/${path}.ts`, 'utf8')).resolves.toBeTruthy();
      }
    }
  });
});
