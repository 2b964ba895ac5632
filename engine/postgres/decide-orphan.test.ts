import { describe, expect, it } from 'vitest';
import { decideOrphan } from './decide-orphan.ts';

const wantedCommand = '/bin/postgres "-c" "port=5433"';

describe('decideOrphan', () => {
  it.each([
    ['starts where there was none', false, false, undefined, 'start'],
    ['starts after one that has died', true, false, wantedCommand, 'remove-pid-file-and-start'],
    ['adopts one that runs as wanted', true, true, wantedCommand, 'adopt'],
    ['restarts one on another port', true, true, '/bin/postgres "-c" "port=6433"', 'stop-and-start'],
    ['restarts one that does not say how it runs', true, true, undefined, 'stop-and-start'],
  ] as const)('%s', (_title, hasPidFile, isRunning, runningCommand, action) => {
    expect(decideOrphan({ hasPidFile, isRunning, runningCommand, wantedCommand }).action).toBe(action);
  });
});
