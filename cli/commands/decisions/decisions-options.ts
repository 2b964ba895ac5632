import { type Command, Option } from 'commander';
import { parseOption } from '../../options/parse-option.ts';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import { type DecisionsOptions, decisionStages } from './decision-stages.ts';

const examples = `
Decided again, from the same readings:
  petstore decisions --json | petstore what-if hpa-metric
  petstore decisions --json --stage behavior | petstore what-if hpa-behavior`;

export function addDecisions(program: Command, dispatch: Dispatch): void {
  withSystemOptions(program.command('decisions'), 'print the decisions as cases for what-if')
    .description(
      'Show what the autoscalers decided lately, from which numbers, and why; also of a stopped system',
    )
    .argument('[name]', 'a HorizontalPodAutoscaler (default: all)')
    .addOption(
      new Option('--since <duration>', 'only decisions of this last period, such as 90s or 5m').argParser(
        parseOption.durationMs,
      ),
    )
    .addOption(
      new Option(
        '--stage <stage>',
        'which cases --json prints: metric for hpa-metric, behavior for hpa-behavior',
      )
        .choices(decisionStages)
        .default('metric'),
    )
    .addHelpText('after', examples)
    .action((name: string | undefined, options: DecisionsOptions) =>
      dispatch(
        async (terminal) => (await import('./decisions.ts')).decisions(name, options, terminal),
        isJson(options),
      ),
    );
}
