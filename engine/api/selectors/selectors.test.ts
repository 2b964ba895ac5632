import { describe, expect, test } from 'vitest';
import type { Stored } from '../objects/api-object.ts';
import { parseFieldSelector } from './parse-field-selector.ts';
import { parseLabelSelector } from './parse-label-selector.ts';

const labels = { app: 'shop', tier: 'front', 'example.com/part': 'a', weight: '5' };

describe('a label selector', () => {
  test.each([
    ['', true],
    ['app=shop', true],
    ['app==shop,tier=front', true],
    ['app=shop,tier=back', false],
    ['app!=shop', false],
    ['absent!=shop', true],
    ['app in (shop, mill)', true],
    ['app in (mill)', false],
    ['app notin (mill,inn),tier', true],
    ['absent notin (x)', true],
    ['example.com/part=a', true],
    ['tier', true],
    ['!tier', false],
    ['!absent', true],
    ['weight>4,weight<6', true],
    ['weight>5', false],
    ['absent>1', false],
    ['app=', false],
    ['toString', false],
  ])('%j matches: %s', (selector, expected) => {
    expect(parseLabelSelector(selector)(labels)).toBe(expected);
  });

  test.each(['app in shop', 'a b', 'weight>x', ',', '=x', 'app=shop,', 'a=b=c', '(', '!'])(
    'cannot be %j',
    (selector) => {
      expect(() => parseLabelSelector(selector)).toThrow(
        expect.objectContaining({ code: 'request-invalid' }),
      );
    },
  );
});

describe('a field selector', () => {
  const pod = {
    kind: 'Pod',
    metadata: { name: 'a', namespace: 'n' },
    spec: { nodeName: 'laptop' },
    status: { phase: 'Running' },
  } as unknown as Stored;

  test.each([
    ['', true],
    ['metadata.name=a', true],
    ['metadata.name!=a', false],
    ['status.phase==Running,spec.nodeName=laptop', true],
    ['status.phase!=Running', false],
    ['status.nominatedNodeName=', true],
  ])('%j matches: %s', (selector, expected) => {
    expect(parseFieldSelector(selector, 'Pod')(pod)).toBe(expected);
  });

  test.each(['status.message=x', 'metadata.name', 'involvedObject.name=a', 'constructor=x'])(
    'of Pods cannot be %j',
    (selector) => {
      expect(() => parseFieldSelector(selector, 'Pod')).toThrow(
        expect.objectContaining({ code: 'request-invalid' }),
      );
    },
  );
});
