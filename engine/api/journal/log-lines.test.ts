import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Stored } from '../objects/api-object.ts';
import { headerLine, lineOf, readLog } from './log-lines.ts';

const versions = fc.array(
  fc.record({
    name: fc.constantFrom('reef', 'dune', 'tide'),
    text: fc.string({ unit: 'binary', maxLength: 20 }),
  }),
  { minLength: 1, maxLength: 20, size: 'max' },
);

function objectOf({ name, text }: { readonly name: string; readonly text: string }, index: number): Stored {
  const metadata = {
    name,
    namespace: 'sea',
    uid: name,
    resourceVersion: String(index + 1),
    creationTimestamp: '',
  };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { text } };
}

const read = (bytes: Buffer) => readLog(bytes.toString('utf8'));

test('reads what was written, whatever it is', () => {
  const property = fc.property(versions, (written) => {
    const objects = written.map(objectOf);
    const content = read(Buffer.from(headerLine + objects.map((put) => lineOf({ put })).join('')));
    const latest = new Map(objects.map((object) => [object.metadata.name, object]));
    expect([...content.objects.values()].map(({ object }) => object)).toEqual([...latest.values()]);
    expect(content).toMatchObject({ lastVersion: objects.length, unreadable: [], isCutOff: false });
  });
  fc.assert(property);
});

test('reads no object that nobody wrote from a log with a damaged byte, and tells that there is one', () => {
  const property = fc.property(
    versions,
    fc.nat(),
    fc.integer({ min: 1, max: 255 }),
    (written, place, flips) => {
      const objects = written.map(objectOf);
      const bytes = Buffer.from(headerLine + objects.map((put) => lineOf({ put })).join(''));
      const at = headerLine.length + (place % (bytes.length - headerLine.length));
      bytes.writeUInt8(bytes.readUInt8(at) ^ flips, at);
      const content = read(bytes);
      for (const { object } of content.objects.values()) expect(objects).toContainEqual(object);
      expect(content.isCutOff || content.unreadable.length > 0).toBe(true);
    },
  );
  fc.assert(property);
});

test('reads nothing of a log of a newer format', () => {
  const text = headerLine.replace('"format":1', '"format":2') + lineOf({ reserved: 5 });
  expect(readLog(text)).toMatchObject({ format: 2, lastVersion: 0, unreadable: [] });
});
