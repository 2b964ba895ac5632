import { describe, expect, it } from 'vitest';
import { type OptionDefinitions, readOptions } from './read-options.ts';
import { flag, numberBetween, oneOf, wholeNumberBetween, wholeNumbersBetween } from './read-values.ts';

interface Options {
  readonly runs: number;
  readonly replicas: readonly number[];
  readonly rate: number | null;
  readonly against: 'haproxy' | 'nginx';
}

type Flagged = Pick<Options, 'runs'> & { readonly pinned: boolean };

const definitions: OptionDefinitions<Options> = {
  runs: { placeholder: 'n', summary: '', otherwise: 3, read: wholeNumberBetween(1, 20) },
  replicas: { placeholder: 'n', summary: '', otherwise: [1, 2], read: wholeNumbersBetween(1, 5) },
  rate: { placeholder: 'n', summary: '', otherwise: null, read: numberBetween(0.1, 500) },
  against: { placeholder: 'name', summary: '', otherwise: 'haproxy', read: oneOf('haproxy', 'nginx') },
};
const flagged: OptionDefinitions<Flagged> = {
  runs: definitions.runs,
  pinned: { placeholder: null, summary: '', otherwise: false, read: flag },
};
const read = (...args: string[]) => readOptions(args, definitions);

describe('options', () => {
  it('have their default values when none is given', () => {
    expect(read()).toEqual({
      options: { runs: 3, replicas: [1, 2], rate: null, against: 'haproxy' },
      isJson: false,
    });
  });

  it('are read in the forms --name value and --name=value', () => {
    expect(read('--runs', '7', '--replicas=2,1', '--rate', '2.5', '--against=nginx', '--json')).toEqual({
      options: { runs: 7, replicas: [2, 1], rate: 2.5, against: 'nginx' },
      isJson: true,
    });
  });

  it('may be flags, which take no value', () => {
    const options = { runs: 3, pinned: false };
    expect(readOptions([], flagged)).toEqual({ options, isJson: false });
    expect(readOptions(['--pinned'], flagged)).toEqual({
      options: { ...options, pinned: true },
      isJson: false,
    });
    expect(readOptions(['--pinned=yes'], flagged)).toEqual({ problems: ['--pinned takes no value'] });
  });

  it('report all problems at once', () => {
    const args = ['--runs', '0', '--replicas', '1,1', '--rate', 'fast', '--against', 'envoy'];
    expect(read(...args, '--wat=1', 'more')).toEqual({
      problems: [
        'unknown option --wat',
        'unexpected argument "more"',
        '--runs must be a whole number from 1 to 20, not "0"',
        '--replicas must be different whole numbers from 1 to 5, separated by commas, not "1,1"',
        '--rate must be a number from 0.1 to 500, not "fast"',
        '--against must be one of haproxy, nginx, not "envoy"',
      ],
    });
  });

  it.each([
    ['a value that is missing', ['--runs'], '--runs needs a value'],
    ['a fraction of a run', ['--runs', '1.5'], '--runs must be a whole number from 1 to 20, not "1.5"'],
    ['a flag with a value', ['--json=yes'], '--json takes no value'],
  ])('are refused for %s', (_case, args, problem) => {
    expect(read(...args)).toEqual({ problems: [problem] });
  });

  it('return help for --help at any position, even with other mistakes', () => {
    expect(read('--runs', '0', '--help')).toEqual({ isHelp: true });
    expect(read('-h')).toEqual({ isHelp: true });
  });
});
