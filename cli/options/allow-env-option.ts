import { Option } from 'commander';
import { parseOption } from './parse-option.ts';

/** For whoever trusts the manifests to say what a process loads. */
export function allowEnvOption(): Option {
  return new Option(
    '--allow-env <names>',
    'variables that pods may have although they load code, such as NODE_OPTIONS',
  ).argParser(parseOption.names);
}
