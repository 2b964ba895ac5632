import type { Command } from 'commander';
import { isJson, withSystemOptions } from '../../options/with-system-options.ts';
import type { Dispatch } from '../../run-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { LetterOptions, ReplayOptions } from './dead-letters.ts';

/** `petstore events`: list, replay and discard dead-lettered events. */
export function addEvents(program: Command, dispatch: Dispatch): void {
  const events = program
    .command('events')
    .description('List, replay or discard dead letters: events that a consumer failed to handle');
  withSystemOptions(events.command('dead-letters'))
    .description('List dead letters and the events that wait behind them')
    .action((options: SystemOptions) =>
      dispatch(
        async (terminal) => (await import('./dead-letters.ts')).listDeadLetters(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(events.command('replay'))
    .description(
      'Handle dead letters again after their cause was fixed: all, or those of one consumer or subject',
    )
    .option('--consumer <name>', 'only dead letters of this consumer')
    .option('--subject <id>', 'only dead letters of this order, pet, cart or customer')
    .action((options: ReplayOptions) =>
      dispatch(
        async (terminal) => (await import('./dead-letters.ts')).replayDeadLetters(options, terminal),
        isJson(options),
      ),
    );
  withSystemOptions(events.command('discard'))
    .description('Drop a dead letter permanently, so that the events behind it are handled')
    .argument('<message-id>', 'as listed by dead-letters')
    .option('--consumer <name>', 'only for this consumer (default: every consumer that failed to handle it)')
    .action((messageId: string, options: LetterOptions) =>
      dispatch(
        async (terminal) =>
          (await import('./dead-letters.ts')).discardDeadLetter(messageId, options, terminal),
        isJson(options),
      ),
    );
}
