import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';

const root = fileURLToPath(new URL('../..', import.meta.url));
const overlays = ['production', 'demo-cluster'];

interface WrittenObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

interface Overlay {
  readonly resources: readonly string[];
  readonly patches: readonly {
    readonly target?: { readonly kind: string; readonly name?: string };
    readonly patch: string;
  }[];
}

function objectsIn(folder: string): WrittenObject[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml')
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')))
    .map((document): WrittenObject => document.toJS());
}

function readOverlay(name: string): Overlay {
  return parse(readFileSync(join(root, 'overlays', name, 'kustomization.yaml'), 'utf8'));
}

/** What a JSON pointer leads to; undefined when it leads nowhere. */
function follow(object: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, token) => (typeof value === 'object' && value !== null ? Reflect.get(value, token) : undefined),
      object,
    );
}

describe.each(overlays)('the overlay %s', (name) => {
  const folder = join(root, 'overlays', name);
  const { resources, patches } = readOverlay(name);
  const objects = [...objectsIn(join(root, 'operational-scaling')), ...objectsIn(folder)];

  it('lists every file that lies in it', () => {
    const files = readdirSync(folder).filter((file) => file !== 'kustomization.yaml');
    expect([...resources].sort()).toEqual(['../../operational-scaling', ...files].sort());
  });

  it.each(patches)('changes something that is there: $target.kind $target.name', ({ target, patch }) => {
    const written: unknown = parse(patch);
    const named = Array.isArray(written) ? target : undefined;
    const whole = Array.isArray(written) ? undefined : (written as WrittenObject);
    const found = objects.filter(
      ({ kind, metadata }) =>
        kind === (named?.kind ?? whole?.kind) &&
        new RegExp(named === undefined ? `^${whole?.metadata.name}$` : (named.name ?? '')).test(
          metadata.name,
        ),
    );
    expect(found.length).toBeGreaterThan(0);
    if (!Array.isArray(written)) return;
    for (const { op, path } of written as { op: string; path: string }[]) {
      const place = op === 'add' ? path.slice(0, path.lastIndexOf('/')) : path;
      expect(found.filter((object) => follow(object, place) === undefined)).toEqual([]);
    }
  });
});

function hasKubectl(): boolean {
  try {
    const version: { kustomizeVersion?: string } = JSON.parse(
      execFileSync('kubectl', ['version', '--client', '--output=json'], { encoding: 'utf8', stdio: 'pipe' }),
    );
    return /^v([5-9]|4\.[4-9])/.test(version.kustomizeVersion ?? '');
  } catch {
    return false;
  }
}

// Debian's kubectl is too old for the overlays, so the structure is tested above in any case, and this where a recent
// one is present.
if (hasKubectl()) {
  test.each(['operational-scaling', ...overlays.map((name) => `overlays/${name}`)])(
    'kubectl kustomize accepts %s',
    (folder) => {
      const built = execFileSync('kubectl', ['kustomize', join(root, folder)], {
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(parseAllDocuments(built).length).toBeGreaterThan(80);
    },
  );

  test('production asks one issuer, signs nobody in without a password and counts no replicas that an autoscaler owns', () => {
    const built = execFileSync('kubectl', ['kustomize', join(root, 'overlays/production')], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    const objects = parseAllDocuments(built).map((document) => document.toJS());
    const gateway = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'gateway');
    expect(gateway.data.DEMO_SESSIONS).toBe('false');
    const issuers = objects.flatMap(({ kind, data }) =>
      kind === 'ConfigMap' && data.JWT_ISSUER !== undefined ? [data.JWT_ISSUER] : [],
    );
    expect(new Set(issuers)).toEqual(new Set([gateway.data.JWKS_URL]));
    const scaled = objects
      .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
      .map(({ metadata }) => metadata.name);
    const fixed = objects.filter(
      ({ kind, metadata, spec }) =>
        kind === 'Deployment' && scaled.includes(metadata.name) && spec.replicas !== undefined,
    );
    expect(fixed).toEqual([]);
  });
}
