import { Argument, type Command, Option } from 'commander';
import { allowEnvOption } from '../../options/allow-env-option.ts';
import type { Dispatch } from '../../run-command.ts';
import type { ManifestsOptions } from './manifests.ts';

export function addManifests(program: Command, dispatch: Dispatch): void {
  program
    .command('manifests')
    .description('Show how each manifest field is supported, or check a folder of manifests')
    .addArgument(
      new Argument('<what>', 'print the support table, or check manifests').choices(['support', 'check']),
    )
    .argument('[kind]', 'with support: only this kind')
    .option('--json', 'print one JSON document on standard output, prose on standard error')
    .option(
      '-f, --file <dir>',
      'with check: read the manifests from this folder (default: operational-scaling)',
    )
    .option(
      '--app <dir>',
      'with check: use this folder as /app in the containers (default: the build in dist)',
    )
    .addOption(allowEnvOption())
    .addOption(new Option('--markdown', 'with support: print the reference page').conflicts('json'))
    .action((what: string, kind: string | undefined, options: ManifestsOptions & { json?: boolean }) =>
      dispatch(
        async (terminal) => (await import('./manifests.ts')).manifests(what, kind, { ...options, terminal }),
        options.json === true,
      ),
    );
}
