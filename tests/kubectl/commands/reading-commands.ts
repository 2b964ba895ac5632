import { expect, vi } from 'vitest';
import { headerOf, rowsOf } from '../kubectl-command.ts';
import { type CommandGroup, firstWithNewerAutoscalers } from './command-context.ts';

interface Named {
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid: string };
}

/** get, in every form. */
export const readingCommands: CommandGroup = {
  'prints the table of each kind with the columns of a cluster': async (context) => {
    const { kubectl } = context;
    expect(headerOf(await kubectl.ok('get', 'deployments'))).toEqual([
      'NAME',
      'READY',
      'UP-TO-DATE',
      'AVAILABLE',
      'AGE',
    ]);
    expect(rowsOf(await kubectl.ok('get', 'deploy', 'web'))).toEqual([
      ['web', '2/2', '2', '2', expect.stringMatching(/^\d+[sm]/)],
    ]);
    expect(headerOf(await kubectl.ok('get', 'po'))).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
    expect(headerOf(await kubectl.ok('get', 'rs'))).toEqual(['NAME', 'DESIRED', 'CURRENT', 'READY', 'AGE']);
    expect(headerOf(await kubectl.ok('get', 'svc'))).toEqual([
      'NAME',
      'TYPE',
      'CLUSTER-IP',
      'EXTERNAL-IP',
      'PORT(S)',
      'AGE',
    ]);
    expect(headerOf(await kubectl.ok('get', 'hpa'))).toEqual([
      'NAME',
      'REFERENCE',
      'TARGETS',
      'MINPODS',
      'MAXPODS',
      'REPLICAS',
      'AGE',
    ]);
    expect(headerOf(await kubectl.ok('get', 'cm'))).toEqual(['NAME', 'DATA', 'AGE']);
    expect(headerOf(await kubectl.ok('get', 'ns'))).toEqual(['NAME', 'STATUS', 'AGE']);
    expect(headerOf(await kubectl.ok('get', 'ep'))).toEqual(['NAME', 'ENDPOINTS', 'AGE']);
    expect(headerOf(await kubectl.ok('get', 'events'))).toEqual([
      'LAST SEEN',
      'TYPE',
      'REASON',
      'OBJECT',
      'MESSAGE',
    ]);
    expect(rowsOf(await kubectl.ok('get', 'node'))).toEqual([
      ['laptop', 'Ready', expect.anything(), expect.anything(), expect.anything()],
    ]);
  },

  'shows more columns with -o wide': async (context) => {
    const { kubectl } = context;
    const table = await kubectl.ok('get', 'pods', '-l', 'app=web', '-o', 'wide');
    expect(headerOf(table)).toEqual(
      expect.arrayContaining(['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES']),
    );
    expect(rowsOf(table).map((row) => row.slice(1, 3))).toEqual([
      ['1/1', 'Running'],
      ['1/1', 'Running'],
    ]);
    expect(table).toContain('laptop');
    expect(headerOf(await kubectl.ok('get', 'deploy', '-o', 'wide'))).toEqual(
      expect.arrayContaining(['CONTAINERS', 'IMAGES', 'SELECTOR']),
    );
  },

  'writes objects as YAML, JSON, names and paths': async (context) => {
    const { kubectl, namespace } = context;
    expect(await kubectl.ok('get', 'deploy', 'web', '-o', 'yaml')).toMatch(
      /^apiVersion: apps\/v1\nkind: Deployment\n/,
    );
    const web = await kubectl.json<Named>('get', 'deploy', 'web');
    expect(web.metadata).toMatchObject({
      name: 'web',
      namespace,
      uid: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(await kubectl.ok('get', 'deploy,hpa', '-o', 'name')).toBe(
      'deployment.apps/web\ndeployment.apps/worker\nhorizontalpodautoscaler.autoscaling/worker\n',
    );
    const path = '{.spec.template.spec.containers[0].image}';
    expect(await kubectl.ok('get', 'deploy/web', '-o', `jsonpath=${path}`)).toBe('registry.example/web:v1');
    const columns = 'custom-columns=NAME:.metadata.name,SIZE:.spec.replicas';
    expect(await kubectl.ok('get', 'deploy', 'web', '-o', columns)).toMatch(/^NAME\s+SIZE\nweb\s+2\n$/);
  },

  'selects by labels and by fields': async (context) => {
    const { kubectl } = context;
    const names = async (...args: string[]) =>
      (await kubectl.ok('get', 'pods', '-o', 'name', ...args)).split('\n').filter(Boolean);
    expect(await names('-l', 'app=web')).toHaveLength(2);
    expect(await names('-l', 'app in (web,worker)')).toHaveLength(3);
    expect(await names('-l', 'app!=web')).toHaveLength(1);
    expect(await names('-l', 'app=web,pod-template-hash')).toHaveLength(2);
    expect(await names('-l', '!app')).toEqual([]);
    expect(await names('--field-selector', 'status.phase=Running')).toHaveLength(3);
    expect(await names('--field-selector', 'status.phase!=Running')).toEqual([]);
    const [one = ''] = await names('-l', 'app=web');
    expect(await names('--field-selector', `metadata.name=${one.replace('pod/', '')}`)).toEqual([one]);
  },

  'sorts, lists several kinds, and reads all namespaces': async (context) => {
    const { kubectl, namespace } = context;
    const sorted = rowsOf(await kubectl.ok('get', 'pods', '--sort-by=.metadata.name')).map(([name]) => name);
    expect(sorted).toEqual([...sorted].sort());
    const all = await kubectl.ok('get', 'all');
    for (const name of ['deployment.apps/web', 'service/web', 'replicaset.apps/web-', 'pod/web-'])
      expect(all).toContain(name);
    const everywhere = await kubectl.ok('get', 'deploy', '-A');
    expect(headerOf(everywhere)[0]).toBe('NAMESPACE');
    const namespaces = rowsOf(everywhere).map(([name]) => name);
    expect(namespaces).toEqual(expect.arrayContaining([namespace, 'workshop']));
    expect(headerOf(await kubectl.ok('get', 'pods', '--show-labels'))).toContain('LABELS');
  },

  'says what is not there': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.refused('get', 'deploy', 'nobody')).toBe(
      'Error from server (NotFound): deployments.apps "nobody" not found\n',
    );
    expect(await kubectl.refused('get', 'cronjobs')).toBe(
      'error: the server doesn\'t have a resource type "cronjobs"\n',
    );
    expect((await kubectl.run(['get', 'pods', '-n', 'nowhere'])).stderr).toBe(
      'No resources found in nowhere namespace.\n',
    );
    expect(await kubectl.ok('get', 'deploy', 'nobody', '--ignore-not-found')).toBe('');
  },

  'follows changes with -w': async (context) => {
    const { kubectl } = context;
    const pods = kubectl.follow('get', 'pods', '-l', 'app=web', '-w');
    const scalers = kubectl.follow('get', 'hpa', '-w');
    try {
      await pods.until(/web-.*Running/);
      await scalers.until(/worker +Deployment\/worker/);
      const [, before = ''] = /^(web-\S+)/m.exec(pods.text) ?? [];
      await kubectl.ok('delete', 'pod', before);
      await pods.until(new RegExp(`${before} .*Terminating`));
      await vi.waitFor(() => {
        const started = new Set(pods.text.match(/^web-\S+(?= .*Running)/gm));
        expect(started.size).toBeGreaterThan(2);
      });
    } finally {
      await pods.stop();
      await scalers.stop();
    }
    await kubectl.ok('rollout', 'status', 'deploy/web');
  },
};

export const describingCommands: CommandGroup = {
  'shows a Deployment with its ReplicaSet and its Events': async (context) => {
    const text = await context.kubectl.ok('describe', 'deploy', 'web');
    expect(text).toMatch(/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/);
    expect(text).toMatch(/StrategyType: +RollingUpdate/);
    expect(text).toMatch(/Port: +7110\/TCP/);
    expect(text).toMatch(/NewReplicaSet: +web-\w+ \(2\/2 replicas created\)/);
    expect(text).toMatch(/Available +True +MinimumReplicasAvailable/);
    expect(text).toMatch(/Normal +ScalingReplicaSet .*deployment-controller +Scaled up replica set web-/);
  },

  'shows a pod with its containers and its Events': async (context) => {
    const text = await context.kubectl.ok('describe', 'pod', '-l', 'app=worker');
    expect(text).toMatch(/^Name: +worker-/m);
    expect(text).toMatch(/^Node: +laptop\//m);
    expect(text).toMatch(/^Controlled By: +ReplicaSet\/worker-/m);
    expect(text).toMatch(/State: +Running/);
    expect(text).toMatch(/Image: +registry.example\/clock:v1/);
    expect(text).toMatch(/ContainersReady +True/);
    expect(text).toMatch(/Normal +Scheduled/);
    expect(text).toMatch(/Normal +Started .*kubelet/);
  },

  'shows a Service with its endpoints, a ReplicaSet and the node': async (context) => {
    const { kubectl } = context;
    const service = await kubectl.ok('describe', 'svc', 'web');
    expect(service).toMatch(/Selector: +app=web/);
    expect(service).toMatch(/Endpoints: +127\.0\.0\.1:2\d{4},127\.0\.0\.1:2\d{4}/);
    expect(await kubectl.ok('describe', 'rs', '-l', 'app=web')).toMatch(/Controlled By: +Deployment\/web/);
    const node = await kubectl.ok('describe', 'node', 'laptop');
    expect(node).toMatch(/Ready +True/);
    expect(node).toMatch(/Allocated resources:/);
    expect(node).toMatch(/web-\w+-\w+ +20m/);
  },

  'shows an autoscaler with its metrics and conditions': async ({ kubectl, minor }) => {
    const text = await kubectl.ok('describe', 'hpa', 'worker');
    expect(text).toMatch(/Reference: +Deployment\/worker/);
    expect(text).toMatch(/Min replicas: +1/);
    if (minor < firstWithNewerAutoscalers) {
      expect(text).toMatch(/Target CPU utilization: +80%/);
      return;
    }
    expect(text).toMatch(/resource cpu on pods +\(as a percentage of request\): +\S+( \(\S+\))? \/ 80%/);
    // Its controller looks at it every 15 seconds.
    await vi.waitFor(async () =>
      expect(await kubectl.ok('describe', 'hpa', 'worker')).toMatch(/AbleToScale +True/),
    );
  },
};

/** top, events and what the cluster says about itself. */
export const clusterCommands: CommandGroup = {
  'tells what pods and the node use': async (context) => {
    const { kubectl } = context;
    // The usage of a pod is known after two samples.
    await vi.waitFor(async () => {
      const pods = rowsOf(await kubectl.ok('top', 'pod'));
      expect(pods).toHaveLength(3);
      for (const [, cpu, memory] of pods)
        expect([cpu, memory]).toEqual([
          expect.stringMatching(/^\d+m$/),
          expect.stringMatching(/^[1-9]\d*Mi$/),
        ]);
    });
    expect(await kubectl.ok('top', 'pod', '-l', 'app=worker', '--containers')).toMatch(/clock +\d+m/);
    expect(await kubectl.ok('top', 'node')).toMatch(/^laptop +\d+m +\d+% +\d+Mi +\d+%/m);
  },

  'lists its kinds and groups': async (context) => {
    const { kubectl } = context;
    const resources = await kubectl.ok('api-resources');
    expect(resources).toMatch(/^deployments +deploy +apps(\/v1)? +true +Deployment$/m);
    expect(resources).toMatch(
      /^horizontalpodautoscalers +hpa +autoscaling(\/v2)? +true +HorizontalPodAutoscaler$/m,
    );
    expect(resources).toMatch(/^nodes +no +(v1 +)?false +Node$/m);
    expect(await kubectl.ok('api-resources', '--namespaced=false', '-o', 'name')).toMatch(/^namespaces$/m);
    const versions = (await kubectl.ok('api-versions')).split('\n');
    expect(versions).toEqual(
      expect.arrayContaining(['v1', 'apps/v1', 'autoscaling/v2', 'flagger.app/v1beta1']),
    );
  },

  'tells its address and its version': async (context) => {
    const { kubectl } = context;
    expect(await kubectl.ok('cluster-info')).toMatch(/is running at .*https:\/\/127\.0\.0\.1:\d+/);
    const { serverVersion } = await kubectl.json<{ serverVersion: { gitVersion: string } }>('version');
    expect(serverVersion.gitVersion).toMatch(/^v1\.\d+/);
  },

  'keeps Events, which can be asked for by their object': async (context) => {
    const { kubectl, minor } = context;
    const selector = 'involvedObject.kind=Deployment,involvedObject.name=web';
    const events = rowsOf(await kubectl.ok('get', 'events', '--field-selector', selector));
    expect(events.length).toBeGreaterThan(0);
    expect(new Set(events.map(([, , , object]) => object))).toEqual(new Set(['deployment/web']));
    if (minor < 27) return;
    expect(await kubectl.ok('events', '--for', 'deployment/web')).toMatch(
      /ScalingReplicaSet +Deployment\/web/,
    );
    expect(await kubectl.ok('events', '--types=Normal')).toContain('Started');
  },
};
