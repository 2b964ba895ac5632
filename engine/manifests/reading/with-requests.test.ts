import { expect, test } from 'vitest';
import { assembleText, problemsOf, sampleWith } from '../../testing/shop-manifests.ts';

function resourcesOf(written: string) {
  const inMain = sampleWith('          ports:', `          resources: ${written}\n          ports:`);
  const text = sampleWith(
    '[node, /app/migrate.mjs]',
    `[node, /app/migrate.mjs]\n          resources: ${written}`,
    inMain,
  );
  const spec = assembleText(text).objects.Deployment[0]?.spec.template.spec;
  return [spec?.containers[0]?.resources, spec?.initContainers?.[0]?.resources];
}

test.each([
  ['{ limits: { cpu: 1, memory: 1Gi } }', { cpu: 1, memory: '1Gi' }],
  ['{ limits: { cpu: 1, memory: 1Gi }, requests: { cpu: 250m } }', { cpu: '250m', memory: '1Gi' }],
  ['{ limits: { cpu: 1 }, requests: { cpu: null, memory: 64Mi } }', { cpu: 1, memory: '64Mi' }],
  ['{ limits: { cpu: 1 }, requests: null }', { cpu: 1 }],
  ['{ requests: { cpu: 250m } }', { cpu: '250m' }],
])('requests of %s', (written, requests) => {
  expect(resourcesOf(written)).toEqual([
    expect.objectContaining({ requests }),
    expect.objectContaining({ requests }),
  ]);
});

test.each(['{}', '{ limits: {} }'])('completes nothing of %s', (written) => {
  for (const resources of resourcesOf(written)) expect(resources?.requests ?? {}).toEqual({});
});

test('reports a limit that is no quantity once, and lists no field that nobody wrote', () => {
  const wrong = sampleWith(
    '          ports:',
    '          resources: { limits: { cpu: 1c } }\n          ports:',
  );
  expect(problemsOf(wrong).map(({ path }) => path)).toEqual([
    'spec.template.spec.containers[0].resources.limits.cpu',
  ]);
  const right = sampleWith(
    '          ports:',
    '          resources: { limits: { cpu: 1 } }\n          ports:',
  );
  expect(assembleText(right).notApplicable.filter(({ path }) => path.includes('requests'))).toEqual([]);
});
