import { resolve } from 'node:path';
import { describeSupport, readManifests } from '@petstore/engine/manifests';
import { cliErrors } from '../../errors.ts';
import { locateRepository } from '../../system/locate-repository.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { checkMetrics } from './check-metrics.ts';
import { renderSupport, renderSupportPage } from './render-support.ts';

export interface ManifestsOptions {
  readonly file?: string;
  readonly app?: string;
  readonly allowEnv?: readonly string[];
  readonly markdown?: boolean;
}

/** Prints the support table of manifest fields, or checks a folder of manifests. */
export async function manifests(
  what: string,
  kind: string | undefined,
  { markdown, terminal, ...options }: ManifestsOptions & { readonly terminal: Terminal },
): Promise<number> {
  if (what === 'check') {
    if (kind !== undefined) {
      throw cliErrors.create('usage-invalid', {
        message: `The folder to check follows -f: petstore manifests check -f ${kind}`,
      });
    }
    return check(options, terminal);
  }
  const all = describeSupport();
  const chosen = kind === undefined ? all : all.filter((each) => each.kind === kind);
  if (chosen.length === 0) {
    throw cliErrors.create('manifest-kind-unknown', {
      message: `There is no kind ${kind}; there are ${all.map((each) => each.kind).join(', ')}.`,
    });
  }
  if (markdown === true) terminal.write(renderSupportPage(chosen));
  else if (!terminal.isJson) terminal.say(renderSupport(chosen, terminal));
  terminal.document(chosen);
  return 0;
}

async function check({ file, app, allowEnv }: ManifestsOptions, terminal: Terminal): Promise<number> {
  const { manifestsDirectory, distDirectory } = locateRepository();
  const directory = resolve(file ?? manifestsDirectory);
  const appDirectory = resolve(app ?? distDirectory);
  const set = await readManifests(directory, { appDirectory, allowedVariables: new Set(allowEnv) });
  const problems = checkMetrics(set);
  if (problems.length > 0) {
    throw cliErrors.create('manifest-queries-wrong', {
      message: problems.join('\n'),
      details: { problems },
    });
  }
  const counts = Object.entries(set.objects)
    .filter(([, objects]) => objects.length > 0)
    .map(([kind, objects]) => ({ kind, count: objects.length }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  terminal.say(`${total} objects of ${counts.length} kinds in ${directory}: sound.`);
  for (const { controller, kinds } of set.awaited) {
    terminal.say(`  checked only, awaiting ${controller}: ${kinds.join(', ')}`);
  }
  terminal.document({ directory, objects: counts, awaited: set.awaited, notApplicable: set.notApplicable });
  return 0;
}
