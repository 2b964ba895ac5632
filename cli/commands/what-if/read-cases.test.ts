import { isAppError } from '@petstore/chassis/errors';
import { Type } from 'typebox';
import { describe, expect, test } from 'vitest';
import { caseForm, caseObject, optional, orNull } from './case-form.ts';
import { answerCases } from './read-cases.ts';
import { whatIfForms } from './what-if.ts';
import { suggestKind, whatIfKindNames, whatIfKinds } from './what-if-kinds.ts';

const doubling = caseForm(
  caseObject({
    value: Type.Integer(),
    pods: optional(Type.Array(caseObject({ request: orNull(Type.Integer()) }))),
  }),
  {
    decide: ({ value }) => ({ doubled: value * 2 }),
    check: ({ value }) => (value === 13 ? [{ path: ['value'], message: 'must not be 13' }] : []),
  },
);

function problemsOf(text: string): readonly string[] {
  try {
    answerCases(text, doubling);
    return [];
  } catch (error) {
    if (!isAppError(error)) throw error;
    expect(error).toMatchObject({ code: 'what-if-input-invalid', kind: 'invalid' });
    return error.message.split('\n');
  }
}

test('answers every case in order', () => {
  const text = '\uFEFF{"cases": [{"value": 1}, {"value": 2}], "description": "words"}';
  expect(answerCases(text, doubling)).toEqual({ results: [{ doubled: 2 }, { doubled: 4 }] });
  expect(answerCases('{"cases": []}', doubling)).toEqual({ results: [] });
});

test('ignores names, notes and expected results anywhere in a case', () => {
  const words =
    '"name": "n", "note": 1, "decidedBy": "x", "expected": {}, "expectedReplicas": 3, "expect": []';
  expect(problemsOf(`{"cases": [{"value": 1, ${words}, "pods": [{"request": null, ${words}}]}]}`)).toEqual(
    [],
  );
});

test('reports every problem of every case, one line each with its path', () => {
  const pods = '"pods": [{"request": 5}, {"request": "5", "requests": 1}]';
  expect(
    problemsOf(`{"cases": [{"value": 1.5, ${pods}}, {"value": 1}, {"valu": 1}, 7, {"value": 13}]}`),
  ).toEqual([
    'cases[0].value: must be a whole number, but is a fraction',
    'cases[0].pods[1].requests: is no field that what-if knows here: did you mean request?',
    'cases[0].pods[1].request: must be a whole number or null, but is a text: write it without quotes',
    'cases[2].value: is missing: add it',
    'cases[2].valu: is no field that what-if knows here: did you mean value?',
    'cases[3]: must be an object',
    'cases[4].value: must not be 13',
  ]);
});

test.each([
  ['', 'standard input is empty: give it {"cases": [...]}, see --help for an example'],
  ['{"cases": [}', 'line 1, column 12: is not JSON: expected a value, found "}"'],
  ['{"cases":[],"cases":[1]}', '/cases is given twice, again at line 1, column 13'],
  ['{"cases":[\n{"a":1,"\\u0061":1}]}', '/cases/0/a is given twice, again at line 2, column 8'],
  ['[]', 'the document must be an object: {"cases": [...]}'],
  ['{}', 'cases: is missing: add it'],
  ['{"case": []}', 'cases: is missing: rename case'],
  ['{"cases": {}}', 'cases: must be a list'],
])('refuses %j', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

describe.each(whatIfKindNames)('the example of %s', (kind) => {
  test('is answered with a reason', () => {
    const text = JSON.stringify({ cases: [whatIfKinds[kind].example] });
    const [result] = answerCases(text, whatIfForms[kind]).results;
    expect(JSON.stringify(result)).toMatch(/"reasons?":/);
  });
});

test.each([
  ['hpa-metrics', 'Did you mean hpa-metric?'],
  ['hpa-b', 'Did you mean hpa-behavior?'],
  ['zzz', 'It must be one of'],
])('suggests a kind for %s', (written, expected) => {
  expect(suggestKind(written)).toMatch(new RegExp(`^${expected.replaceAll('?', '\\?')}`));
});

describe('fields of the real objects are accepted', () => {
  const answer = (kind: keyof typeof whatIfForms, given: object) =>
    answerCases(JSON.stringify({ cases: [given] }), whatIfForms[kind]).results[0];

  test('canary ignores fields that change no decision', () => {
    const analysis = {
      interval: '1m',
      threshold: 5,
      maxWeight: 50,
      stepWeight: 10,
      match: null,
      metrics: [
        {
          name: '404s percentage',
          templateRef: { name: 'not-found', namespace: 'istio-system' },
          templateVariables: { direction: 'inbound' },
          thresholdRange: { max: 5, min: null },
          interval: '1m',
        },
      ],
      webhooks: [
        {
          name: 'load',
          url: 'http://loadtester/',
          timeout: '5s',
          disableTLS: true,
          metadata: { cmd: 'hey' },
        },
      ],
    };
    expect(answer('canary', { analysis, ticks: [{ newRevision: true }, {}] })).toMatchObject({
      ticks: [
        { phase: 'Progressing', primaryWeight: 100, canaryWeight: 0 },
        { phase: 'Progressing', primaryWeight: 90, canaryWeight: 10 },
      ],
    });
  });

  test('authorization ignores policies that target waypoints', () => {
    const policy = { name: 'p', namespace: 'shop', action: 'DENY', rules: [{}] };
    const decided = (more: object) =>
      answer('authorization', {
        workload: { namespace: 'shop' },
        policies: [{ ...policy, ...more }],
        request: { method: 'GET', path: '/' },
      });
    expect(decided({ targetRefs: null, selector: null })).toMatchObject({ decision: 'DENY' });
    expect(decided({ targetRefs: [{ kind: 'Service', name: 'web' }] })).toMatchObject({ decision: 'ALLOW' });
    expect(decided({ targetRef: { kind: 'Service', name: 'web' } })).toMatchObject({ decision: 'ALLOW' });
  });

  test('vpa recommends only the resources that a policy controls', () => {
    const series = [{ start: 0, end: 3_600, value: 100 }];
    const containers = {
      app: [{ cpuMillicores: series, memoryBytes: null }],
      side: [{ cpuMillicores: series }],
    };
    const policy = {
      app: { controlledResources: ['cpu'], controlledValues: 'RequestsOnly' },
      side: { mode: 'Off' },
    };
    const { containers: recommended } = answer('vpa', { containers, policy }) as {
      containers: Record<string, { target: object }>;
    };
    expect(Object.keys(recommended)).toEqual(['app']);
    expect(Object.keys(recommended['app']?.target ?? {})).toEqual(['cpuMillicores']);
  });

  test('outlier ignores the former name of a setting', () => {
    const rule = { consecutive5xxErrors: 4, consecutiveErrors: 7, interval: null };
    expect(answer('outlier', { destinationRule: rule })).toMatchObject({ settings: { consecutive5xx: 4 } });
  });
});

test('null counts as a missing field in every kind', () => {
  expect(problemsOf('{"cases": [{"value": 1, "pods": null}]}')).toEqual([]);
  expect(problemsOf('{"cases": [{"value": null}]}')).toEqual(['cases[0].value: is missing: add it']);
  expect(problemsOf('{"cases": [{"value": 1, "pods": [null]}]}')).toHaveLength(1);
});

test('takes no member of every object for a metric or webhook that was given', () => {
  const canaryExample = JSON.stringify(whatIfKinds.canary.example);
  const { analysis, ...rest }: { analysis: object } = JSON.parse(canaryExample);
  const answer = (name: string) =>
    JSON.stringify(
      answerCases(
        JSON.stringify({
          cases: [
            {
              ...rest,
              analysis: {
                ...analysis,
                metrics: [{ name, thresholdRange: { min: 95 } }],
                webhooks: [{ name, type: 'rollout', url: 'http://hooks/' }],
              },
              ticks: [{ newRevision: true }, {}, { metrics: {}, webhooks: {} }, { metrics: {} }],
            },
          ],
        }),
        whatIfForms.canary,
      ),
    ).replaceAll(name, 'NAME');
  expect(answer('constructor')).toBe(answer('unknown'));
});
