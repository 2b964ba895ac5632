import { writeSync } from 'node:fs';
import { systemClock } from '@petstore/chassis/time';
import { openObjectJournal } from '../api/journal/open-object-journal.ts';
import { ObjectStore } from '../api/store/object-store.ts';

/**
 * Writes objects to the journal in the folder that it is told, and prints the name of each when its write is complete,
 * until it is killed or a write is refused: then it prints the error's code, and whether the object is there.
 */
const [, , directory = '', bytes = '100'] = process.argv;
const { objects, lastVersion, journal } = openObjectJournal({
  directory,
  clock: systemClock,
  logger: { warn: () => undefined },
});
const store = new ObjectStore({ clock: systemClock, objects, lastVersion, journal });
const data = { text: 'x'.repeat(Number(bytes)) };
for (let index = 0; ; index += 1) {
  const key = { kind: index % 2 === 0 ? ('ConfigMap' as const) : ('Secret' as const), name: `map-${index}` };
  try {
    store.create({ apiVersion: 'v1', kind: key.kind, metadata: { name: key.name, namespace: 'sea' }, data });
  } catch (error) {
    const isThere = store.get({ ...key, namespace: 'sea' }) !== undefined;
    writeSync(1, `${Reflect.get(Object(error), 'code')} ${isThere}\n`);
    break;
  }
  writeSync(1, `${key.name}\n`);
}
