import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { containersOf, type Manifest, renderOverlay } from './render-overlay.ts';

const root = process.cwd();
const base = renderOverlay(join(root, 'operational-scaling'));
const production = renderOverlay(join(root, 'overlays/production'));
const demo = renderOverlay(join(root, 'overlays/demo-cluster'));
const renderings: readonly (readonly [string, readonly Manifest[]])[] = [
  ['operational-scaling', base],
  ['overlays/production', production],
  ['overlays/demo-cluster', demo],
];
const guide = readFileSync(join(root, 'docs/guides/helm-to-kustomize.md'), 'utf8');
const neverTracked = 'flagger.app/config-tracking';

const ofKind = (kind: string, objects: readonly Manifest[]) => objects.filter((each) => each.kind === kind);
const nameOf = ({ metadata }: Manifest) => metadata.name;

/** The Secrets that pods, database roles and Gateways refer to. */
function secretsNamed(objects: readonly Manifest[]): Set<string> {
  const names = objects.flatMap((object) => [
    ...containersOf(object).flatMap(({ env = [], envFrom = [] }) => [
      ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
      ...envFrom.map(({ secretRef }) => secretRef?.name),
    ]),
    ...(object.spec?.template?.spec?.volumes ?? []).map(({ secret }) => secret?.secretName),
    ...(object.spec?.managed?.roles ?? []).map(({ passwordSecret }) => passwordSecret.name),
    ...(object.spec?.servers ?? []).map(({ tls }) => tls?.credentialName),
  ]);
  return new Set(names.filter((name) => name !== undefined));
}

/** The names after `create secret` in the guide, with `$NAME` expanded for each iteration of its loop. */
function secretsOfTheGuide(): Set<string> {
  const rounds = (/for ROLE in ([a-z_ ]+);/.exec(guide)?.[1] ?? '').split(' ');
  const created = [...guide.matchAll(/create secret (?:generic|tls) (\S+)/g)].map(([, name = '']) => name);
  return new Set(
    created.flatMap((name) =>
      name.includes('$NAME')
        ? rounds.map((role) => name.replace('$NAME', role.replaceAll('_', '-')))
        : [name],
    ),
  );
}

/**
 * Group and resource of a kind: `networking.k8s.io` and `networkpolicies` for `networking.k8s.io/v1` and
 * `NetworkPolicy`.
 */
function resourceOf({ apiVersion, kind }: Manifest): string {
  const group = apiVersion.includes('/') ? dirname(apiVersion) : '';
  const plural = kind
    .toLowerCase()
    .replace(/([^aeiou])y$/, '$1ie')
    .concat('s');
  return `${group}/${plural}`;
}

describe.each(renderings)('on a cluster, %s', (_, objects) => {
  it('sizes vertically what runs: NAME-primary for the target of a canary', () => {
    const targets = ofKind('VerticalPodAutoscaler', objects).map(({ spec }) => spec?.targetRef?.name);
    const released = ofKind('Canary', objects).map(({ spec }) => spec?.targetRef?.name);
    const running = ofKind('Deployment', objects)
      .map(nameOf)
      .map((name) => (released.includes(name) ? `${name}-primary` : name));
    expect(released.length).toBeGreaterThan(3);
    expect(targets.toSorted()).toEqual(running.toSorted());
  });

  it('lets no role change a pod template, which would give access to every Secret and ServiceAccount of the namespace', () => {
    const holders =
      /^(\*|pods|replicationcontrollers|deployments|replicasets|statefulsets|daemonsets|jobs|cronjobs)$/;
    const writing = /^(\*|create|update|patch)$/;
    const roles = ofKind('Role', objects);
    const able = roles.filter(({ rules = [] }) =>
      rules.some(
        ({ resources, verbs }) =>
          resources.some((name) => holders.test(name)) && verbs.some((verb) => writing.test(verb)),
      ),
    );
    expect(roles.length).toBeGreaterThan(1);
    expect(able.map(nameOf)).toEqual([]);
  });

  it('lets observers read every kind except Secrets, including what controllers create', () => {
    const observer = ofKind('Role', objects).find(({ metadata }) => metadata.name === 'observer');
    const readable = new Set(
      (observer?.rules ?? [])
        .filter(({ verbs }) => ['get', 'list', 'watch'].every((verb) => verbs.includes(verb)))
        .flatMap(({ apiGroups, resources }) =>
          apiGroups.flatMap((group) => resources.map((name) => `${group}/${name}`)),
        ),
    );
    const made = ['/pods', '/events', '/endpoints', '/persistentvolumeclaims', 'apps/replicasets'];
    const asked = objects
      .filter(({ kind }) => kind !== 'Namespace')
      .map(resourceOf)
      .concat(made, 'discovery.k8s.io/endpointslices', 'events.k8s.io/events', 'metrics.k8s.io/pods');
    expect([...new Set(asked)].filter((resource) => !readable.has(resource))).toEqual([]);
    expect(readable).not.toContain('/secrets');
  });

  it('refers only to Secrets that an operator creates or the guide describes', () => {
    const made = new Set([
      ...ofKind('ExternalSecret', objects).map(({ spec }) => spec?.target?.name),
      ...ofKind('Cluster', objects).map((cluster) => `${nameOf(cluster)}-ca`),
      ...secretsOfTheGuide(),
    ]);
    expect(secretsNamed(objects).size).toBeGreaterThan(15);
    expect([...secretsNamed(objects)].filter((name) => !made.has(name))).toEqual([]);
  });

  it('runs an image that the guide builds and makes available to the cluster', () => {
    const images = new Set(objects.flatMap(containersOf).map(({ image }) => image));
    const ours = [...images].filter((image) => image.includes('marty-petstore'));
    expect(ours).toHaveLength(1);
    for (const image of ours) {
      expect(guide).toMatch(new RegExp(`docker (build -t|tag \\S+) ${image}( |$)`, 'm'));
      expect(guide).toMatch(new RegExp(`(docker push|kind load docker-image) ${image}( |$)`, 'm'));
    }
  });

  it('uses only namespaces that the guide creates before a dry run', () => {
    const namespaces = new Set(
      objects.map(({ metadata }) => metadata.namespace).filter((name) => name !== undefined),
    );
    const dryRun = guide.indexOf('--dry-run=server');
    expect(dryRun).toBeGreaterThan(0);
    for (const namespace of namespaces) {
      const command =
        namespace === 'petstore'
          ? 'kubectl apply -f operational-scaling/namespace.yaml'
          : `kubectl create namespace ${namespace}`;
      expect(guide.slice(0, dryRun)).toContain(command);
    }
  });
});

describe('on a cluster, production', () => {
  it("verifies the server's certificate in every container that connects to PostgreSQL", () => {
    const lacking = production.flatMap((object) => {
      const volumes = object.spec?.template?.spec?.volumes ?? [];
      const authority = volumes.find(({ secret }) => secret?.secretName === 'postgres-ca')?.name;
      return containersOf(object)
        .filter(({ env = [] }) => env.some(({ name }) => name.endsWith('PGUSER')))
        .filter(({ env = [], envFrom = [], volumeMounts = [] }) => {
          const maps = envFrom.map(({ configMapRef }) =>
            ofKind('ConfigMap', production).find(({ metadata }) => metadata.name === configMapRef?.name),
          );
          const settings = {
            ...Object.assign({}, ...maps.map((map) => map?.data)),
            ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
          };
          const mount = volumeMounts.find(({ name }) => name === authority);
          return (
            settings.PGSSLMODE !== 'verify-full' ||
            mount === undefined ||
            settings.NODE_EXTRA_CA_CERTS !== `${mount.mountPath}/ca.crt`
          );
        })
        .map(({ name }) => `${nameOf(object)}: ${name}`);
    });
    expect(lacking).toEqual([]);
  });

  it('lets Flagger copy no Secret, so that a rotated one reaches the primary', () => {
    const copied = ofKind('ExternalSecret', production).filter(
      ({ spec }) => spec?.target?.template.metadata?.annotations?.[neverTracked] !== 'disabled',
    );
    expect(ofKind('ExternalSecret', production)).toHaveLength(15);
    expect(copied.map(nameOf)).toEqual([]);
    for (const { spec } of ofKind('Cluster', production)) {
      expect(spec?.inheritedMetadata?.annotations?.[neverTracked]).toBe('disabled');
    }
    expect(guide).toContain(`${neverTracked}=disabled`);
  });
});

describe('the guide to deploying on a cluster', () => {
  it('gives the prometheus-adapter chart values that serve custom and external metrics', () => {
    const map = ofKind('ConfigMap', base).find(({ data }) =>
      data?.['config.yaml']?.includes('externalRules'),
    );
    const command = /^helm upgrade --install prometheus-adapter (?:.*\\\n)*.*$/m.exec(guide)?.[0] ?? '';
    expect(command).toContain(`--set rules.existing=${map?.metadata.name}`);
    // The chart creates one API for rules.default or rules.custom and another for rules.external, independent of
    // rules.existing.
    expect(command).toContain('--set rules.default=true');
    expect(command).toMatch(/--set-json 'rules\.external=\[\{.+\}\]'/);
    expect(guide).not.toMatch(/rules\.default[:=] ?false/);
  });

  it('requires a version of VerticalPodAutoscaler that knows the update modes in use', () => {
    const modes = ofKind('VerticalPodAutoscaler', base).map(({ spec }) => spec?.updatePolicy?.updateMode);
    expect(modes).toContain('InPlaceOrRecreate');
    const written = readFileSync(join(root, 'operational-scaling/hpa-vpa-manifests.yaml'), 'utf8');
    for (const text of [guide, written]) {
      expect(text).toMatch(/VerticalPodAutoscaler 1\.5 or newer/);
      expect(text).not.toMatch(/VerticalPodAutoscaler 1\.4 or newer/);
    }
  });

  it('removes the replicas from the last applied configuration before production, which has none, is applied', () => {
    const unnamed = ofKind('Deployment', production)
      .filter(({ spec }) => spec?.replicas === undefined)
      .map(nameOf);
    const loop = /for NAME in ([a-z -]+); do\n.*view-last-applied[\s\S]*?set-last-applied[\s\S]*?\ndone/.exec(
      guide,
    );
    expect(unnamed.length).toBeGreaterThan(3);
    expect(loop?.[1]?.split(' ').toSorted()).toEqual(unnamed.toSorted());
  });

  it('applies folders with -k, because -f would send kustomization.yaml to the API server', () => {
    expect(guide).toContain('`kubectl apply -f operational-scaling` fails');
    const commands = [...guide.matchAll(/^(?: {4}|\s*)kubectl .*apply.*$/gm)].map(([line]) => line);
    expect(commands.length).toBeGreaterThan(2);
    expect(
      commands.filter((line) => /-f (operational-scaling|overlays\/[a-z-]+)\/?( |$)/.test(line)),
    ).toEqual([]);
  });

  it('creates the certificate of the public Gateway in the namespace of the ingress gateway', () => {
    const names = ofKind('Gateway', base).flatMap(({ spec }) => (spec?.servers ?? []).map(({ tls }) => tls));
    const certificate = names.find((tls) => tls?.credentialName !== undefined)?.credentialName;
    expect(guide).toMatch(new RegExp(`kubectl -n istio-ingress create secret tls ${certificate} `));
  });
});
