import { describe, expect, it } from 'vitest';
import { decideCommandProblems, type KnownCommands } from './decide-command-problems.ts';

const known: KnownCommands = {
  npmScripts: new Set(['start', 'test', 'check', 'petstore']),
  petstoreCommands: new Set(['up', 'demo']),
  petstoreOptions: new Set(['--json', '--scenario', '--port-offset', '--help', '-h']),
  files: new Set(['scripts/start.mjs']),
};

describe('decideCommandProblems', () => {
  it.each([
    'npm start',
    'npm start -- --port-offset 100',
    'npm test -- engine/mesh',
    'npm run check',
    'npm run petstore -- up --json',
    'npm ci',
    'npm ci --strict-allow-scripts',
    'npx petstore demo --scenario complete_journey --json',
    'npx petstore --help',
    'CI=true npm test',
    'petstore up --port-offset=100',
    'node scripts/start.mjs',
    'git clone https://example.org/marty-petstore.git',
    'curl http://127.0.0.1:8080/v1/pets',
    'node --version',
  ])('accepts `%s`', (command) => {
    expect(decideCommandProblems(command, known)).toEqual([]);
  });

  it.each([
    ['npm run chekc', 'npm knows no "chekc"'],
    ['npm strat', 'npm knows no "strat"'],
    ['npm start -- --port 100', 'petstore knows no option "--port"'],
    ['npm run petstore -- dwon', 'petstore knows no command "dwon"'],
    ['npx petstore destroy', 'petstore knows no command "destroy"'],
    ['petstore up --walks', 'petstore knows no option "--walks"'],
    ['node scripts/gone.mjs', 'there is no scripts/gone.mjs'],
  ])('refuses `%s`', (command, problem) => {
    expect(decideCommandProblems(command, known)).toEqual([problem]);
  });
});
