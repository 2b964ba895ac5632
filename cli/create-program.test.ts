import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { createProgram } from './create-program.ts';
import manifest from './package.json' with { type: 'json' };

async function parse(...args: readonly string[]) {
  const said: string[] = [];
  const dispatched: boolean[] = [];
  const program = createProgram(async (_run, isJson) => void dispatched.push(isJson));
  const output = { writeErr: (text: string) => said.push(text), writeOut: (text: string) => said.push(text) };
  for (const command of [program, ...program.commands]) command.configureOutput(output);
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: null, dispatched, said: said.join('') };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.code, dispatched, said: said.join('') };
  }
}

test.each([
  ['an unknown command', ['stauts'], 'Did you mean status?'],
  ['an unknown option', ['up', '--detatch'], 'Did you mean --detach?'],
  ['an offset that is no number', ['up', '--port-offset', 'abc'], 'a whole number from 0 to 10909'],
  ['an offset below zero', ['status', '--port-offset', '-1'], 'a whole number'],
  ['an offset beyond the ports', ['status', '--port-offset', '30000'], 'a whole number'],
  ['a fraction of a replica', ['scale', 'gateway', '--replicas', '1.5'], 'a whole number from 0 to 100'],
  ['a speed below that of a cluster', ['up', '--speed', '0.5'], 'a number from 1 to 1000'],
  ['a speed that is none', ['up', '--speed', 'fast'], 'a number from 1 to 1000'],
  ['too many replicas', ['scale', 'gateway', '101'], 'a whole number from 0 to 100'],
  ['a duration without a unit', ['logs', '--since', '5'], 'a duration such as 90s'],
  ['a day that does not exist', ['query', 'up', '--at', '2026-11-31T00:00:00Z'], 'must be a time such as'],
  ['a time without its offset', ['query', 'up', '--at', '2026-11-30T00:00:00'], 'must be a time such as'],
  ['seconds beyond every date', ['query', 'up', '--at', '9'.repeat(20)], 'must be a time such as'],
  ['a correlation id that is none', ['journey', 'a b'], '1 to 128 letters'],
  ['a scenario that does not exist', ['demo', '--scenario', 'x'], 'Allowed choices are complete_journey'],
  ['no scenario', ['demo'], "required option '--scenario <name>'"],
  ['a name that is none', ['up', '--only', 'gateway,,analytics'], 'separated by commas'],
  ['a variable without a value', ['up', '--set', 'LOG_LEVEL'], 'NAME=VALUE'],
  ['every host there is', ['up', '--allow-host', '*'], 'would let every web page in'],
  ['every host of a top level', ['up', '--allow-host', '*.com'], 'a host name without a port'],
  [
    'every host of a top level, spelled in full',
    ['up', '--allow-host', '*.com.'],
    'a host name without a port',
  ],
  ['an address that is none', ['up', '--allow-host', '127.0.0.256'], 'a host name without a port'],
  ['a host with a port', ['up', '--allow-host', 'shop.example.com:8080'], 'a host name without a port'],
  ['a walk through a part of the system', ['up', '--only', 'gateway', '--walk'], 'cannot be used with'],
  ['a shell that is not known', ['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  ['a kind of decision that is not known', ['what-if', 'hpa'], 'Did you mean hpa-metric?'],
  ['no kind of decision', ['what-if'], "missing required argument 'kind'"],
  ['a restart of nothing', ['restart'], "missing required argument 'name'"],
  ['a crowd of nobody', ['demo', '--scenario', 'complete_journey', '--customers', '0'], 'from 1 to 1000'],
  [
    'one customer and many',
    ['demo', '--scenario', 'complete_journey', '--customer', 'a', '--customers', '2'],
    'cannot be used with',
  ],
  ['a walk in the background', ['up', '--walk', '--detach'], 'cannot be used with'],
  ['more than a command takes', ['status', 'gateway'], 'too many arguments'],
])('refuses %s and says what is expected', async (_what, args, words) => {
  const { code, dispatched, said } = await parse(...args);
  expect(code).not.toBeNull();
  expect(said).toContain(words);
  expect(dispatched).toEqual([]);
});

test.each([
  [['up', '-f', 'x', '--app', 'y', '--replicas', '1', '--data', 'z', '--port-offset', '100']],
  [['up', '--only', 'gateway,analytics', '--set', 'A=1', '--set', 'B=x=y']],
  [
    [
      'up',
      '--allow-host',
      'shop.example.com',
      '--allow-host',
      '*.preview.example.com',
      '--allow-host',
      '::1',
    ],
  ],
  [['up', '--allow-host', 'my_host', '--allow-host', 'shop.example.com.', '--allow-host', '[::1]']],
  [['up', '--postgres', 'postgresql://admin@127.0.0.1:5432/postgres']],
  [['restart', 'gateway']],
  [['completion', 'zsh']],
  [['down', '--wipe']],
  [['status']],
  [['status', '--watch']],
  [['logs', 'gateway', '--correlation-id', 'a.b-c_1', '--tail', '5', '--since', '1h30m']],
  [['scale', 'gateway', '--replicas', '0']],
  [['scale', 'gateway', '3']],
  [['journey', 'journey-1']],
  [['demo', '--scenario', 'complete_journey', '--customers', '20', '--export-data', '--output', 'x']],
  [['demo', '--scenario', 'complete_journey', '--with-ml', '--track-messages', '--seed', '7']],
])('parses %j, with and without --json', async (args) => {
  expect(await parse(...args)).toMatchObject({ code: null, dispatched: [false] });
  expect(await parse(...args, '--json')).toMatchObject({ code: null, dispatched: [true] });
});

test('shows the exit codes in its help, and no internal option', async () => {
  expect((await parse('--help')).said).toContain('3 could not start');
  expect((await parse('up', '--help')).said).not.toContain('background-');
  expect((await parse('up', '--help')).said).not.toContain('--in-background');
});

test('prints its version', async () => {
  expect(await parse('--version')).toMatchObject({
    code: 'commander.version',
    said: `${manifest.version}\n`,
  });
});

test('explains --json and --seed in its help', async () => {
  expect((await parse('logs', '--help')).said.replaceAll(/\s+/g, ' ')).toContain(
    'one JSON document per line',
  );
  expect((await parse('demo', '--help')).said.replaceAll(/\s+/g, ' ')).toContain(
    'pets that are gone are replaced',
  );
});
