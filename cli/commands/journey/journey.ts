import { isAppError } from '@petstore/chassis/errors';
import type { Journey } from '@petstore/contracts/http';
import { cliErrors } from '../../errors.ts';
import { renderMessageTree } from '../../reports/render-message-tree.ts';
import { withInspector } from '../../system/inspector.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Shows the messages of one correlation id as a tree of causes. */
export async function journey(
  correlationId: string,
  options: SystemOptions,
  terminal: Terminal,
): Promise<number> {
  return withInspector(options, async (inspector) => {
    const path = `/v1/journeys/${encodeURIComponent(correlationId)}`;
    const found = await inspector.lookUp<Journey>('gateway', path).catch((error: unknown) => {
      throw unknownJourney(correlationId, error);
    });
    report(found, terminal);
    return 0;
  });
}

function unknownJourney(correlationId: string, error: unknown): unknown {
  if (!isAppError(error) || error.kind !== 'not-found') return error;
  const message = `There is no journey ${JSON.stringify(correlationId)}: take the correlation id that petstore demo prints, or the header x-correlation-id of a response.`;
  return cliErrors.create('journey-unknown', { message, details: { correlationId }, cause: error });
}

function report(found: Journey, terminal: Terminal): void {
  const { correlationId, customerIds, messages, consumersUnreachable = [] } = found;
  const { say, paint, document } = terminal;
  const events = messages.filter(({ kind }) => kind === 'event').length;
  const who = customerIds.length === 0 ? 'no customer' : customerIds.join(', ');
  say(`${paint('strong', correlationId)} of ${who}: ${messages.length - events} requests, ${events} events`);
  say(renderMessageTree(messages, terminal));
  if (consumersUnreachable.length > 0)
    say(
      paint(
        'warning',
        `Handlings by ${consumersUnreachable.join(' and ')} are missing: analytics cannot reach it. See petstore status.`,
      ),
    );
  document(found);
}
