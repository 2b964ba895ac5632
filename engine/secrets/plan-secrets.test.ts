import { describe, expect, test } from 'vitest';
import type { SecretReference } from '../manifests/index.ts';
import { describeUnnamed, planSecrets } from './plan-secrets.ts';

function reference(secret: string, key: string | null, more: Partial<SecretReference> = {}): SecretReference {
  return { secret, key, isOptional: false, role: null, object: {}, path: [], ...more };
}

const none = new Set<string>();

describe('what is to be generated', () => {
  test('are the keys that anybody names of an absent Secret', () => {
    const references = [reference('b', 'y'), reference('a', 'k'), reference('b', 'x'), reference('b', 'y')];
    expect(planSecrets(references, none).wanted).toEqual([
      { name: 'a', keys: ['k'], role: null },
      { name: 'b', keys: ['x', 'y'], role: null },
    ]);
  });

  test('is nothing of a Secret that stands in the manifests', () => {
    expect(planSecrets([reference('a', 'k')], new Set(['a'])).wanted).toEqual([]);
  });

  test('is nothing that is only asked for optionally', () => {
    expect(planSecrets([reference('a', 'k', { isOptional: true })], none).wanted).toEqual([]);
  });

  test('is both halves of a pair when one is named', () => {
    expect(planSecrets([reference('a', 'tls.key')], none).wanted).toEqual([
      { name: 'a', keys: ['tls.crt', 'tls.key'], role: null },
    ]);
  });

  test('knows whose role a Secret is', () => {
    const references = [reference('a', 'password'), reference('a', 'username', { role: 'owner' })];
    expect(planSecrets(references, none).wanted).toEqual([
      { name: 'a', keys: ['password', 'username'], role: 'owner' },
    ]);
  });

  test('follows from other references when one takes the Secret as a whole', () => {
    expect(planSecrets([reference('a', null), reference('a', 'k')], none).wanted).toEqual([
      { name: 'a', keys: ['k'], role: null },
    ]);
  });

  test('cannot be told when every reference takes the Secret as a whole', () => {
    const { wanted, unnamed } = planSecrets([reference('a', null)], none);
    expect(wanted).toEqual([]);
    expect(unnamed.map(describeUnnamed)).toEqual([
      expect.stringMatching(/Secret a is in no manifest.*name its keys/),
    ]);
  });
});
