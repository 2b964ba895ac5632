import { isAppError } from '@petstore/chassis/errors';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterText } from '../testing/cluster-manifests.ts';
import {
  assembleText,
  lineOf,
  problemsOf,
  sampleFile,
  sampleText,
  sampleWith,
} from '../testing/shop-manifests.ts';
import { positionOf } from './read-manifests.ts';

describe('a sound folder', () => {
  test('is read into the shapes of Kubernetes, in one namespace', () => {
    const set = assembleText(sampleText);
    expect(set.namespace).toBe('shop');
    expect(set.deployments.map(({ metadata }) => metadata.name)).toEqual(['web']);
    expect(set.deployments[0]?.spec.template.spec.containers[0]?.ports?.[0]?.containerPort).toBe(8080);
    expect(set.services[0]?.spec.selector).toEqual({ app: 'web' });
    expect(set.configMaps[0]?.data).toEqual({ LOG_LEVEL: 'info' });
    expect(set.clusters[0]?.spec.managed?.roles?.[0]?.passwordSecret?.name).toBe('web-owner');
    expect(set.databases[0]?.spec.owner).toBe('web_owner');
    expect([set.secrets.length, set.serviceAccounts.length]).toEqual([1, 1]);
    expect(set.notApplicable).toEqual([]);
  });

  test('may have several namespaces, whose objects refer to those of their own', () => {
    const twice = `${sampleText}---\n${sampleText.replaceAll('shop', 'harbour')}`;
    const set = assembleText(twice);
    expect(set.namespace).toBe('shop');
    expect(set.services.map(({ metadata }) => `${metadata.name}.${metadata.namespace}`)).toEqual([
      'web.shop',
      'web.harbour',
    ]);
    const without = twice.replace(
      'kind: ConfigMap\nmetadata:\n  name: settings\n  namespace: harbour',
      'kind: ConfigMap\nmetadata:\n  name: settings\n  namespace: shop',
    );
    const messages = problemsOf(without).map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining('ConfigMap settings is declared at'));
    expect(messages).toContainEqual(expect.stringContaining('no ConfigMap settings'));
  });

  test('tells where each object was written', () => {
    const [service] = assembleText(sampleText).services;
    expect(service && positionOf(service)).toEqual({
      file: sampleFile,
      line: lineOf(sampleText, 'kind: Service\n') - 1,
    });
  });

  test('lies in the default namespace when it declares and names none', () => {
    const text = sampleText.replaceAll(/\n {2}namespace: shop/g, '').replace(/^[\s\S]*?---\n/, '');
    expect(assembleText(text).namespace).toBe('default');
  });

  test('may hold every kind that only a cluster acts on', () => {
    expect(problemsOf(clusterText)).toEqual([]);
  });

  test('may leave out what is marked optional', () => {
    const text = sampleWith(
      'name: settings\n                  key: LOG_LEVEL',
      'name: nowhere\n                  key: X\n                  optional: true',
    );
    expect(problemsOf(text)).toEqual([]);
  });
});

describe('a kind or version that is not read is refused', () => {
  test.each([
    ['kind: ServiceAccount', 'kind: CronJob', 'kind', /CronJob is no kind/],
    ['kind: ServiceAccount', 'kind: List', 'kind', /documents of their own/],
    ['kind: ServiceAccount\n', '', 'kind', /name the kind/],
    ['apiVersion: apps/v1', 'apiVersion: apps/v1beta1', 'apiVersion', /must be apps\/v1/],
    ['apiVersion: apps/v1\n', '', 'apiVersion', /must be apps\/v1/],
  ])('%j becomes %j', (found, replacement, path, message) => {
    expect(problemsOf(sampleWith(found, replacement))).toContainEqual(
      expect.objectContaining({ path, message: expect.stringMatching(message) }),
    );
  });

  test('for a kind that only a cluster acts on as well', () => {
    expect(
      problemsOf(sampleWith('apiVersion: policy/v1\n', 'apiVersion: policy/v1beta1\n', clusterText)),
    ).toEqual([
      expect.objectContaining({
        path: 'apiVersion',
        message: expect.stringMatching(/must be policy\/v1 for a PodDisruptionBudget/),
        line: expect.any(Number),
      }),
    ]);
  });
});

test('a second object of one kind and name is refused', () => {
  const gateway = clusterText.split('---\n').find((text) => text.includes('\nkind: Gateway\n')) ?? '';
  expect(problemsOf(`${clusterText}---\n${gateway}`)).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(/Gateway public is declared at .* already/) }),
  );
});

test('malformed text is refused where it stands, and the rest is still read', () => {
  const broken = sampleWith('paths: [/orders/*]', 'paths: [/orders/*', clusterText);
  expect(problemsOf(broken)[0]).toMatchObject({ message: expect.stringMatching(/not valid YAML/) });
});

describe('all problems are told at once', () => {
  const text = sampleWith(
    'replicas: 2',
    'replicas: two',
    sampleWith(
      'app: web\n  ports',
      'app: nobody\n  ports',
      sampleWith('LOG_LEVEL: info', 'LOG_LEVEL: 1', `${sampleText}---\na: [1\n`),
    ),
  );

  test('in the order of the file, as file:line:column: path: message', () => {
    try {
      assembleText(text);
      expect.unreachable('the text has problems');
    } catch (error) {
      if (!isAppError(error)) throw error;
      expect([error.code, error.kind]).toEqual(['manifest-invalid', 'invalid']);
      const lines = error.message.split('\n');
      expect(lines.map((line) => line.replace(/^[^:]+:(\d+):\d+: /, ''))).toEqual([
        'data.LOG_LEVEL: must be a text, but is a number: put it in quotes',
        'spec.replicas: must be a whole number, but is a text',
        'spec.selector: matches the pods of no Deployment: write the labels of a template',
        expect.stringMatching(/^is not valid YAML/),
      ]);
      expect(lines[0]).toMatch(new RegExp(`^${sampleFile}:${lineOf(text, 'LOG_LEVEL: 1')}:3: `));
    }
  });

  test('while an object that has an unknown field still counts for what others name, and names others', () => {
    const planted = sampleWith(
      'replicas: 2',
      'replica: 2',
      sampleWith('      serviceAccountName: web', '      serviceAccountName: nobody'),
    );
    expect(problemsOf(planted).map(({ path }) => path)).toEqual([
      'spec.replica',
      'spec.template.spec.serviceAccountName',
    ]);
  });
});

test('whatever is cut out of the text or put into it is read or told as a problem, never a crash', () => {
  const odd = [
    '*a',
    '&a ',
    '? ',
    '- ',
    '{',
    '[',
    '!x ',
    '<<: ',
    '__proto__: {a: 1}\n',
    '|',
    '"',
    '\t',
    'null',
    '---\n',
    '%',
  ];
  const place = fc.nat(sampleText.length);
  const insert = fc.oneof(fc.constantFrom(...odd), fc.string());
  const planted = fc.property(place, fc.nat(40), insert, (at, length, text) => {
    const problems = problemsOf(sampleText.slice(0, at) + text + sampleText.slice(at + length));
    expect(problems.every(({ line, column, message }) => line > 0 && column > 0 && message !== '')).toBe(
      true,
    );
  });
  fc.assert(planted, { numRuns: 100, seed: 1 });
}, 60_000);
