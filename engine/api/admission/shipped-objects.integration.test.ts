import path from 'node:path';
import { systemClock } from '@petstore/chassis/time';
import { Check } from 'typebox/value';
import { expect, test } from 'vitest';
import { readManifests } from '../../manifests/index.ts';
import { kindDefinition, kindNames } from '../../schemas/kinds.ts';
import type { WrittenObject } from '../objects/api-object.ts';
import { ObjectStore } from '../store/object-store.ts';
import { Admission } from './admission.ts';

const folder = path.resolve(import.meta.dirname, '../../../operational-scaling');

test('the shipped manifests are admitted one by one, and what is completed in them keeps to their schemas', async () => {
  const set = await readManifests(folder);
  const store = new ObjectStore({ clock: systemClock });
  const processes = { appDirectory: null, allowedVariables: new Set<string>() };
  const admission = new Admission({ store, processes });
  const objects = kindNames.flatMap((kind) => set.objects[kind].map((object) => ({ kind, object })));
  for (const { kind, object } of objects) {
    const admitted = admission.admit({ kind, object, old: null, fieldValidation: 'Strict' });
    store.create(admitted.object as WrittenObject & { readonly kind: typeof kind });
  }
  expect(store.all()).toHaveLength(objects.length);
  for (const old of store.all()) {
    const { kind } = old;
    // Written back as it is read, each passes again, stays as it is, and has nothing new to say.
    const again = admission.admit({ kind, object: old, old, fieldValidation: 'Strict' });
    expect(again.warnings).toEqual([]);
    expect(store.replace(again.object)).toBe(old);
    const { uid: _uid, creationTimestamp: _time, ...metadata } = old.metadata;
    const { status: _status, ...content } = old;
    const { schema } = kindDefinition(kind as (typeof objects)[number]['kind']);
    expect(Check(schema, { ...content, metadata })).toBe(true);
    expect(admission.problemOf(old)).toBeNull();
  }
});
