import { Argument, type Command, Option } from 'commander';
import { allowEnvOption } from '../../options/allow-env-option.ts';
import type { Dispatch } from '../../run-command.ts';
import type { ManifestsOptions } from './manifests.ts';

export function addManifests(program: Command, dispatch: Dispatch): void {
  program
    .command('manifests')
    .description('say what becomes of each field of a manifest, or check a folder of them')
    .addArgument(new Argument('<what>', 'the table of fields, or the check').choices(['support', 'check']))
    .argument('[kind]', 'with support: only this kind')
    .option('--json', 'one JSON document on standard output, prose on standard error')
    .option('-f, --file <dir>', 'with check: the folder of manifests (default: operational-scaling)')
    .option('--app <dir>', 'with check: stands for /app in the containers (default: the build in dist)')
    .addOption(allowEnvOption())
    .addOption(new Option('--markdown', 'with support: the page of the reference').conflicts('json'))
    .action((what: string, kind: string | undefined, options: ManifestsOptions & { json?: boolean }) =>
      dispatch(
        async (terminal) => (await import('./manifests.ts')).manifests(what, kind, { ...options, terminal }),
        options.json === true,
      ),
    );
}
