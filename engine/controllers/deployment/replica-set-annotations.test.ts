import { expect, test } from 'vitest';
import {
  historyAnnotation,
  nextRevision,
  reviseAnnotations,
  revisionAnnotation,
} from './replica-set-annotations.ts';

test('the next revision is above all others, of which those without a number do not count', () => {
  expect(nextRevision([])).toBe(1);
  expect(nextRevision([{ [revisionAnnotation]: '9' }, { [revisionAnnotation]: '10' }])).toBe(11);
  expect(nextRevision([undefined, {}, { [revisionAnnotation]: 'seven' }])).toBe(1);
});

test.each([
  { what: 'a first revision', before: {}, revision: 1, after: { revision: '1', history: undefined } },
  {
    what: 'the same revision',
    before: { revision: '3' },
    revision: 3,
    after: { revision: '3', history: undefined },
  },
  {
    what: 'a lower one, because others are gone',
    before: { revision: '9' },
    revision: 3,
    after: { revision: '9', history: undefined },
  },
  {
    what: 'a higher one, back from the past',
    before: { revision: '1' },
    revision: 3,
    after: { revision: '3', history: '1' },
  },
  {
    what: 'once more',
    before: { revision: '3', history: '1' },
    revision: 10,
    after: { revision: '10', history: '1,3' },
  },
])('$what', ({ before, revision, after }) => {
  const current = {
    ...('revision' in before ? { [revisionAnnotation]: before.revision } : {}),
    ...('history' in before ? { [historyAnnotation]: before.history } : {}),
  };
  const annotations = reviseAnnotations(current, { deployment: {}, revision });
  expect(annotations[revisionAnnotation]).toBe(after.revision);
  expect(annotations[historyAnnotation]).toBe(after.history);
});

test('drops the oldest of a very long history', () => {
  const long = Array.from({ length: 500 }, (_, index) => index + 1000).join(',');
  const current = { [revisionAnnotation]: '2000', [historyAnnotation]: long };
  const history = reviseAnnotations(current, { deployment: {}, revision: 2001 })[historyAnnotation] ?? '';
  expect(history.length).toBeLessThanOrEqual(2000);
  expect(history.endsWith(',1499,2000')).toBe(true);
});

test('copies what a person wrote on the Deployment, and nothing that belongs to it alone', () => {
  const deployment = {
    'kubernetes.io/change-cause': 'a new image',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    [revisionAnnotation]: '7',
  };
  expect(reviseAnnotations({ team: 'reef' }, { deployment, revision: 1 })).toEqual({
    team: 'reef',
    'kubernetes.io/change-cause': 'a new image',
    [revisionAnnotation]: '1',
  });
});
