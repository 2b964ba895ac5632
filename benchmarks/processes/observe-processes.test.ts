import { describe, expect, it } from 'vitest';
import { descendantsOf, parseProcessStat, parsePssBytes } from './observe-processes.ts';

const rest = '0 -1 4194304 900 800 0 0 12 5 300 40 20 0 7 0 10300 1300000000 20000';

describe('a line of /proc/PID/stat', () => {
  it('has the parent, and the CPU of the process and of the children that it has waited for', () => {
    expect(parseProcessStat(`4711 (node) S 42 4711 4711 ${rest}`)).toEqual({
      pid: 4711,
      parentPid: 42,
      ownTicks: 12 + 5,
      cpuTicks: 12 + 5 + 300 + 40,
    });
  });

  it('may have a name with spaces and parentheses', () => {
    expect(parseProcessStat(`7 (a (b) 1 2) R 3 7 7 ${rest}`)).toMatchObject({ pid: 7, parentPid: 3 });
  });

  it('is refused when it is malformed', () => {
    expect(() => parseProcessStat('no such file')).toThrow(RangeError);
  });
});

describe('the proportional set size', () => {
  it('is read in bytes', () => {
    expect(
      parsePssBytes('5-7 ---p 00000000 [rollup]\nRss:   9 kB\nPss:        203 kB\nPss_Dirty: 116 kB\n'),
    ).toBe(203 * 1024);
  });

  it('is null for a process that has exited', () => {
    expect(parsePssBytes('')).toBeNull();
  });
});

describe('descendants', () => {
  const processes = [
    { pid: 4, parentPid: 3 },
    { pid: 3, parentPid: 2 },
    { pid: 2, parentPid: 1 },
    { pid: 9, parentPid: 1 },
    { pid: 10, parentPid: 9 },
  ];
  it.each([
    ['include every generation, in any order of the list', [2], [4, 3, 2]],
    ['may have several roots', [3, 9], [4, 3, 9, 10]],
    ['are none of a root that is gone', [77], []],
  ])('%s', (_case, roots, expected) => {
    expect(descendantsOf(roots, processes).map(({ pid }) => pid)).toEqual(expected);
  });
});
