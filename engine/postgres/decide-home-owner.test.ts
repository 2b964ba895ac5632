import { describe, expect, it } from 'vitest';
import { decideHome, type HomeObservation, type HomeRecord } from './decide-home-owner.ts';

const record: HomeRecord = { id: 'a1', home: '/home/h', folder: '/data', device: '1', inode: '7' };
const original: HomeObservation = {
  folder: '/data',
  identity: { device: '1', inode: '7' },
  home: '/home/h',
  pointerId: 'a1',
  homeExists: true,
  record,
  pointer: '/data/postgres/location',
  pointerKind: 'location',
  isLink: false,
  isInside: false,
  isNamedForFolder: true,
  ownerAt: '/data',
  isFormerPathFree: false,
};
const copy = {
  folder: '/copy',
  identity: { device: '1', inode: '8' },
  isNamedForFolder: false,
};
const linked = { pointer: '/data/postgres', pointerKind: 'link', pointerId: null, isLink: true } as const;
const movedAway = { folder: '/copy', isNamedForFolder: false, ownerAt: null, isFormerPathFree: true };

const asBound = { use: 'as-bound' };
const bind = { use: 'and-bind' };
const unrecorded = { use: null };
const foreign = (owner: string | null) => ({ refused: 'foreign', owner });

describe('decideHome', () => {
  it.each<[string, Partial<HomeObservation>, object]>([
    ['lets the folder that is recorded use it', {}, asBound],
    ['refuses a copy', copy, foreign('/data')],
    [
      'refuses a copy whose original was renamed',
      { ...copy, ownerAt: '/data.old', isFormerPathFree: true },
      foreign('/data.old'),
    ],
    [
      'refuses a copy on the same file system though the original is not found',
      { ...copy, ownerAt: null, isFormerPathFree: true },
      foreign('/data'),
    ],
    [
      'refuses a copy that took the place of its original',
      { identity: copy.identity, ownerAt: '/data.old' },
      foreign('/data.old'),
    ],
    ['follows a folder that was moved', { ...movedAway, ownerAt: '/copy' }, bind],
    [
      'follows a folder that was moved to another file system',
      { ...movedAway, identity: { device: '2', inode: '9' } },
      bind,
    ],
    [
      'refuses a copy on another file system',
      { ...copy, identity: { device: '2', inode: '9' } },
      foreign('/data'),
    ],
    [
      'refuses a copy on another file system whose original was renamed',
      { ...movedAway, identity: { device: '2', inode: '9' }, ownerAt: '/data.old' },
      foreign('/data.old'),
    ],
    [
      'refuses a snapshot, which has the same inode on another device',
      { ...copy, identity: { device: '2', inode: '7' } },
      foreign('/data'),
    ],
    ['knows its folder when the device is numbered anew', { identity: { device: '2', inode: '7' } }, bind],
    ['refuses the home of another machine at the same path', { pointerId: 'b2' }, foreign('/data')],
    ['takes a home without a record by its name', { record: null, pointerId: null }, bind],
    ['refuses a home without a record and of another name', { ...copy, record: null }, foreign(null)],
    [
      'takes a copy of a home that was made for it',
      { ...copy, home: '/home/h2', pointerId: null, isNamedForFolder: true },
      bind,
    ],
    ['leaves a linked folder without a record to a start', { ...copy, ...linked, record: null }, unrecorded],
    [
      'leaves a linked folder with the record of another place to a start',
      { ...copy, ...linked, home: '/home/h2' },
      unrecorded,
    ],
    ['lets the folder that is recorded use a linked folder', linked, asBound],
    ['refuses a copy with the same link', { ...copy, ...linked }, foreign('/data')],
    ['takes what is linked within the data folder', { ...copy, ...linked, isInside: true }, bind],
    [
      'takes what is linked within the data folder without a record',
      { ...copy, ...linked, isInside: true, record: null },
      bind,
    ],
    ['says that a home is missing', { homeExists: false, record: null }, { refused: 'missing' }],
  ])('%s', (_title, changes, decision) => {
    expect(decideHome({ ...original, ...changes })).toEqual(decision);
  });
});
