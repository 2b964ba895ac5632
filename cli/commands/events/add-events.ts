import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { LetterOptions, ReplayOptions } from './dead-letters.ts';

/** `petstore events`: list, replay and discard dead-lettered events. */
export function addEvents(program: Command, dispatch: Dispatch): void {
  const events = program.command('events').description('events that a consumer could not handle');
  withSystemOptions(events.command('dead-letters'))
    .description('list them, and what waits behind them')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./dead-letters.ts')).listDeadLetters(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(events.command('replay'))
    .description(
      'have them handled again, once their cause is mended: all, or those of one consumer or subject',
    )
    .option('--consumer <name>', 'as dead-letters lists it')
    .option('--subject <id>', 'an order, pet, cart or customer')
    .action((options: ReplayOptions) =>
      dispatch(
        async (terminal) => (await import('./dead-letters.ts')).replayDeadLetters(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(events.command('discard'))
    .description('give one up for good, so that those behind it go on')
    .argument('<message-id>', 'as dead-letters lists it')
    .option('--consumer <name>', 'for this one alone (default: each that could not handle it)')
    .action((messageId: string, options: LetterOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./dead-letters.ts')).discardDeadLetter(messageId, options, terminal),
        isJson(options),
      ),
    );
}
