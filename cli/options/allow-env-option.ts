import { Option } from 'commander';
import { parseOption } from './parse-option.ts';

/** Permits environment variables by which a process loads code, for manifests that are trusted. */
export function allowEnvOption(): Option {
  return new Option(
    '--allow-env <names>',
    'permit these environment variables although they load code, such as NODE_OPTIONS; separated by commas',
  ).argParser(parseOption.names);
}
