import { describe, expect, it } from 'vitest';
import { decideOrphan } from './settle-orphan.ts';

const wantedCommand = '/bin/postgres "-c" "port=5433"';

describe('decideOrphan', () => {
  it.each([
    ['starts where there was none', [false, false, false], undefined, 'start'],
    ['leaves the file of a dead one to its successor', [true, false, false], wantedCommand, 'start'],
    [
      'removes the file when another process has the id',
      [true, true, false],
      wantedCommand,
      'remove-pid-file-and-start',
    ],
    ['adopts one that runs as wanted', [true, true, true], wantedCommand, 'adopt'],
    ['restarts one on another port', [true, true, true], '/bin/postgres "-c" "port=6433"', 'stop-and-start'],
    ['restarts one that does not say how it runs', [true, true, true], undefined, 'stop-and-start'],
  ] as const)('%s', (_title, [hasPidFile, isPidAlive, isServer], runningCommand, action) => {
    const observation = {
      ...{ hasPidFile, isPidAlive, isServer, runningCommand, wantedCommand },
      isCopied: false,
    };
    expect(decideOrphan(observation).action).toBe(action);
  });

  it('starts a copy without its original, and says that it may be incomplete', () => {
    const found = { hasPidFile: true, isPidAlive: true, isServer: false, isCopied: true };
    expect(decideOrphan({ ...found, runningCommand: wantedCommand, wantedCommand })).toEqual({
      action: 'remove-pid-file-and-start',
      reason: expect.stringContaining('stop the original and copy again'),
    });
  });
});
