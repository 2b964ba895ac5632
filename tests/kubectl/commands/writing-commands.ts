import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type CommandContext, type CommandGroup, firstWithServerSideChecks } from './command-context.ts';

interface Template {
  readonly metadata: {
    readonly annotations?: Record<string, string>;
    readonly labels?: Record<string, string>;
    readonly generation: number;
  };
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly image: string;
          readonly env?: readonly { readonly name: string; readonly value: string }[];
          readonly resources?: Record<string, Record<string, string>>;
        }[];
      };
    };
  };
}

const job = (name: string, greeting: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: main
          image: registry.example/${name}:v1
          command: [node, /app/tick.mjs]
          env:
            - name: GREETING
              value: ${greeting}
            - name: KEPT
              value: "yes"
`;

/** apply and diff. */
export const applyCommands: CommandGroup = {
  'creates, changes and leaves alone, and takes away what the file no longer says': async (context) => {
    const { kubectl, folder } = context;
    const file = join(folder, 'applied.yaml');
    await writeFile(file, job('applied', 'one'));
    expect(await kubectl.ok('apply', '-f', file)).toBe('deployment.apps/applied created\n');
    expect(await kubectl.ok('apply', '-f', file)).toBe('deployment.apps/applied unchanged\n');
    await kubectl.ok('scale', 'deploy/applied', '--replicas=2');
    const shorter = job('applied', 'two')
      .replace(/ +- name: KEPT\n.*\n/, '')
      .replace(/ +replicas: 1\n/, '');
    await writeFile(file, shorter);
    expect(await kubectl.ok('apply', '-f', file)).toBe('deployment.apps/applied configured\n');
    const { spec } = await kubectl.json<Template>('get', 'deploy', 'applied');
    expect(spec.template.spec.containers[0]?.env).toEqual([{ name: 'GREETING', value: 'two' }]);
    // The replicas that the file no longer says are given up, as the API server's default says: one.
    expect(spec.replicas).toBe(1);
  },

  'reads files from standard input and whole folders': async (context) => {
    const { kubectl, manifests } = context;
    const { stdout, exitCode } = await kubectl.run(['apply', '-f', '-'], {
      input: job('applied', 'three'),
    });
    expect([exitCode, stdout]).toEqual([0, 'deployment.apps/applied configured\n']);
    expect(await kubectl.ok('apply', '-k', manifests)).toMatch(/^deployment\.apps\/web unchanged$/m);
    expect(await kubectl.ok('apply', 'view-last-applied', 'deploy/applied')).toContain('value: three');
  },

  'tells what it would do with --dry-run=client, and does nothing': async (context) => {
    const { kubectl, folder } = context;
    const file = join(folder, 'dry.yaml');
    await writeFile(file, job('dry', 'one'));
    expect(await kubectl.ok('apply', '--dry-run=client', '-f', file)).toBe(
      'deployment.apps/dry created (dry run)\n',
    );
    expect(await kubectl.ok('get', 'deploy', 'dry', '--ignore-not-found')).toBe('');
  },

  'asks the server with --dry-run=server and diff': async (context) => {
    const { kubectl, folder, minor } = context;
    const file = join(folder, 'applied.yaml');
    await writeFile(file, job('applied', 'four'));
    if (minor < firstWithServerSideChecks) {
      // It looks for the field dryRun in an OpenAPI document of version 2, and there is none here.
      expect(await kubectl.refused('apply', '--dry-run=server', '-f', file)).toMatch(/^error: /);
      return;
    }
    expect(await kubectl.ok('apply', '--dry-run=server', '-f', file)).toBe(
      'deployment.apps/applied configured (server dry run)\n',
    );
    const { exitCode, stdout } = await kubectl.run(['diff', '-f', file]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^-\s+value: three\n\+\s+value: four$/m);
    const { spec } = await kubectl.json<Template>('get', 'deploy', 'applied');
    expect(spec.template.spec.containers[0]?.env?.[0]?.value).toBe('three');
  },

  'lists every field that is wrong, and keeps what there was': async (context) => {
    const { kubectl, folder } = context;
    const file = join(folder, 'wrong.yaml');
    const wrong = job('applied', 'five')
      .replace('replicas: 1', 'replicas: -1')
      .replace('app: applied', 'app: x');
    await writeFile(file, wrong);
    const message = await kubectl.refused('apply', '-f', file);
    expect(message).toMatch(/The Deployment "applied" is invalid/);
    expect(message).toContain('spec.replicas');
    const { spec } = await kubectl.json<Template>('get', 'deploy', 'applied');
    expect(spec.replicas).toBe(1);
  },
};

/** create and delete. */
export const creationCommands: CommandGroup = {
  'create objects of several kinds from the command line': async (context) => {
    const { kubectl, namespace } = context;
    expect(await kubectl.ok('create', 'configmap', 'words', '--from-literal=one=1')).toBe(
      'configmap/words created\n',
    );
    expect(await kubectl.ok('get', 'cm', 'words', '-o', 'jsonpath={.data.one}')).toBe('1');
    await kubectl.ok('create', 'secret', 'generic', 'keys', '--from-literal=key=hidden');
    expect(await kubectl.ok('get', 'secret', 'keys', '-o', 'jsonpath={.data.key}')).toBe('aGlkZGVu');
    await kubectl.ok('create', 'serviceaccount', 'robot');
    const image = '--image=registry.example/made:v1';
    await kubectl.ok('create', 'deployment', 'made', image, '--', 'node', '/app/tick.mjs');
    await kubectl.ok('rollout', 'status', 'deploy/made', '--timeout=60s');
    expect(await kubectl.refused('create', 'configmap', 'words')).toMatch(
      /configmaps? "words" already exists/,
    );
    expect(await kubectl.ok('get', 'ns', namespace)).toMatch(/Active/);
  },

  'prints an object without creating it': async (context) => {
    const made = await context.kubectl.ok(
      'create',
      'configmap',
      'paper',
      '--from-literal=one=1',
      '--dry-run=client',
      '-o',
      'yaml',
    );
    expect(made).toMatch(/^kind: ConfigMap$/m);
  },

  'delete by name, by file and by label, and wait until the objects are gone': async (context) => {
    const { kubectl, folder } = context;
    expect(await kubectl.ok('delete', 'cm/words', 'secret/keys')).toMatch(
      /configmap "words" deleted.*\nsecret "keys" deleted/,
    );
    await writeFile(join(folder, 'gone.yaml'), job('gone', 'one'));
    await kubectl.ok('create', '-f', join(folder, 'gone.yaml'));
    await kubectl.ok('delete', '-f', join(folder, 'gone.yaml'));
    await vi.waitFor(async () =>
      expect(await kubectl.ok('get', 'deploy,rs,pods', '-l', 'app=gone', '-o', 'name')).toBe(''),
    );
    expect(await kubectl.refused('delete', 'deploy', 'gone')).toMatch(/NotFound/);
    await kubectl.ok('delete', 'deploy', '-l', 'app=made');
    await kubectl.ok('delete', 'serviceaccount', 'robot', '--wait=false');
  },

  'delete a pod, of which another one takes the place': async (context) => {
    const { kubectl } = context;
    const [pod = ''] = (await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')).split('\n');
    await kubectl.ok('delete', pod, '--grace-period=0', '--force');
    expect(await kubectl.refused('get', pod)).toMatch(/NotFound/);
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
    expect((await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'name')).trim().split('\n')).toHaveLength(
      2,
    );
  },
};

function webOf({ kubectl }: CommandContext): Promise<Template> {
  return kubectl.json('get', 'deploy', 'web');
}

function containerOf({ spec }: Template) {
  return spec.template.spec.containers[0];
}

/** edit, patch, scale, set, label, annotate, autoscale. */
export const changeCommands: CommandGroup = {
  'edit opens an editor and writes what it leaves': async (context) => {
    const { kubectl, folder } = context;
    const editor = join(folder, 'editor.sh');
    await writeFile(editor, '#!/bin/sh\nsed -i "s/  replicas: 2/  replicas: 3/" "$1"\n');
    await chmod(editor, 0o755);
    const environment = { KUBE_EDITOR: editor };
    const { stdout, stderr } = await kubectl.run(['edit', 'deploy/web'], { environment });
    expect(stdout + stderr).toBe('deployment.apps/web edited\n');
    expect((await webOf(context)).spec.replicas).toBe(3);
    const again = await kubectl.run(['edit', 'deploy/web'], { environment });
    expect(again.stdout + again.stderr).toContain('no changes made');
  },

  'patch by three kinds of patches': async (context) => {
    const { kubectl } = context;
    const strategic = {
      spec: { template: { spec: { containers: [{ name: 'web', env: [{ name: 'A', value: '1' }] }] } } },
    };
    await kubectl.ok('patch', 'deploy', 'web', '-p', JSON.stringify(strategic));
    expect(containerOf(await webOf(context))).toMatchObject({
      image: 'registry.example/web:v1',
      env: [{ name: 'A', value: '1' }],
    });
    await kubectl.ok('patch', 'deploy', 'web', '--type=merge', '-p', '{"spec":{"replicas":2}}');
    const operations = [{ op: 'replace', path: '/spec/template/spec/containers/0/env/0/value', value: '2' }];
    await kubectl.ok('patch', 'deploy', 'web', '--type=json', '-p', JSON.stringify(operations));
    const patched = await webOf(context);
    expect([patched.spec.replicas, containerOf(patched)?.env]).toEqual([2, [{ name: 'A', value: '2' }]]);
    expect(await kubectl.ok('patch', 'hpa', 'worker', '-p', '{"spec":{"maxReplicas":4}}')).toMatch(/patched/);
    const absent = [{ op: 'test', path: '/spec/replicas', value: 9 }];
    expect(
      await kubectl.refused('patch', 'deploy', 'web', '--type=json', '-p', JSON.stringify(absent)),
    ).toMatch(/^The request is invalid/);
  },

  'scale to a number, and only from the number that is expected': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.ok('scale', 'deploy/web', '--replicas=3')).toBe('deployment.apps/web scaled\n');
    expect(await kubectl.refused('scale', 'deploy/web', '--current-replicas=7', '--replicas=1')).toMatch(
      /Expected replicas to be 7, was 3/,
    );
    await kubectl.ok('scale', 'deploy/web', '--current-replicas=3', '--replicas=2');
    expect((await webOf(context)).spec.replicas).toBe(2);
  },

  'set image, environment and resources': async (context) => {
    const { kubectl } = context;
    await kubectl.ok('set', 'image', 'deploy/web', 'web=registry.example/web:v2');
    await kubectl.ok('set', 'env', 'deploy/web', 'A-', 'COLOR=blue');
    await kubectl.ok('set', 'resources', 'deploy/web', '-c=web', '--requests=cpu=30m');
    expect(containerOf(await webOf(context))).toMatchObject({
      image: 'registry.example/web:v2',
      env: [{ name: 'COLOR', value: 'blue' }],
      resources: { requests: { cpu: '30m' } },
    });
    expect(await kubectl.ok('set', 'env', 'deploy/web', '--list')).toContain('COLOR=blue');
    await kubectl.ok('rollout', 'status', 'deploy/web', '--timeout=60s');
  },

  'label and annotate, and take both away': async (context) => {
    const { kubectl } = context;
    await kubectl.ok('label', 'deploy', 'web', 'team=a');
    expect(await kubectl.refused('label', 'deploy', 'web', 'team=b')).toMatch(/--overwrite/);
    await kubectl.ok('label', 'deploy', 'web', 'team=b', '--overwrite');
    await kubectl.ok('annotate', 'deploy', 'web', 'note=with words');
    const { metadata } = await webOf(context);
    expect([metadata.labels, metadata.annotations]).toMatchObject([{ team: 'b' }, { note: 'with words' }]);
    await kubectl.ok('label', 'deploy', 'web', 'team-');
    await kubectl.ok('annotate', 'deploy', 'web', 'note-');
    const bare = await webOf(context);
    expect(bare.metadata.labels).not.toHaveProperty('team');
    expect(bare.metadata.annotations).not.toHaveProperty('note');
    expect(await kubectl.refused('label', 'deploy', 'web', '-bad-=x')).toMatch(/invalid|unknown/);
  },

  'autoscale makes a HorizontalPodAutoscaler': async (context) => {
    const { kubectl } = context;
    await kubectl.ok('autoscale', 'deploy', 'web', '--min=2', '--max=3', '--cpu-percent=70');
    const { spec } = await kubectl.json<{ spec: unknown }>('get', 'hpa.v2.autoscaling', 'web');
    expect(spec).toMatchObject({
      minReplicas: 2,
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 70 } } }],
    });
    await kubectl.ok('delete', 'hpa', 'web');
  },

  'replace an object by a file of its own': async (context) => {
    const { kubectl, folder } = context;
    const file = join(folder, 'replaced.yaml');
    await writeFile(file, await kubectl.ok('get', 'deploy', 'web', '-o', 'yaml'));
    await writeFile(file, (await readFile(file, 'utf8')).replace(/^ {2}replicas: 2$/m, '  replicas: 1'));
    expect(await kubectl.ok('replace', '-f', file)).toBe('deployment.apps/web replaced\n');
    const conflict = await kubectl.refused('replace', '-f', file);
    expect(conflict).toMatch(/Conflict.*the object has been modified/);
    await kubectl.ok('scale', 'deploy/web', '--replicas=2');
  },
};
