import { type AppError, isAppError } from '@petstore/chassis/errors';
import type { Page, ParkedOrder, ResolveParkedOrder } from '@petstore/contracts/http';
import { cliErrors } from '../../errors.ts';
import { type Inspector, withInspector } from '../../system/inspector.ts';
import { petstoreCommand } from '../../system/petstore-command.ts';
import type { SystemOptions } from '../../system/system-address.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { adviseOn, renderOperatorQueue } from './render-operator-queue.ts';

export interface ResolveOptions extends SystemOptions {
  readonly action: ResolveParkedOrder['action'];
  readonly note: string;
  readonly all?: true;
}

const service = 'petstore-domain';

/** Lists the orders in state `needs-operator`. */
export function listOperatorQueue(options: SystemOptions, terminal: Terminal): Promise<number> {
  return withInspector(options, async (inspector) => {
    const orders = await findQueuedOrders(inspector);
    const { say, document } = terminal;
    say(renderOperatorQueue(orders, terminal));
    for (const line of adviseOn(orders, (command) => petstoreCommand(command, options.portOffset))) say(line);
    document({ orders });
    return 0;
  });
}

/** Resolves orders one after the other; exit code 1 when one is refused. */
export function resolveOrders(
  named: readonly string[],
  { action, note, all, ...options }: ResolveOptions,
  terminal: Terminal,
): Promise<number> {
  if (named.length > 0 === (all === true)) throw cliErrors.create('resolution-unclear');
  return withInspector(options, async (inspector) => {
    const orders = all === true ? (await findQueuedOrders(inspector)).map(({ id }) => id) : named;
    const { say, paint, document } = terminal;
    if (orders.length === 0) say(renderOperatorQueue([], terminal));
    const resolved: string[] = [];
    const refused: { order: string; code: string; message: string }[] = [];
    for (const order of orders) {
      const refusal = await resolve(inspector, order, { action, note });
      if (refusal === null) {
        resolved.push(order);
        say(`${paint('strong', order)} continues (${action})`);
      } else {
        const { code, message } = refusal;
        refused.push({ order, code, message });
        say(`${paint('strong', order)} ${paint('bad', 'does not continue')}: ${message}`);
      }
    }
    document({ action, note, resolved, refused });
    return refused.length === 0 ? 0 : 1;
  });
}

const refusals: readonly AppError['kind'][] = ['not-found', 'conflict', 'unprocessable'];

/** Null on success, else why the order was not resolved. */
async function resolve(
  inspector: Inspector,
  order: string,
  body: ResolveParkedOrder,
): Promise<AppError | null> {
  try {
    const path = `/operator/orders/${encodeURIComponent(order)}/resolve`;
    await inspector.change(service, { path, body });
    return null;
  } catch (error) {
    if (isAppError(error) && refusals.includes(error.kind)) return error;
    throw error;
  }
}

async function findQueuedOrders(inspector: Inspector): Promise<readonly ParkedOrder[]> {
  const orders: ParkedOrder[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const query = cursor === undefined ? { limit: '100' } : { limit: '100', cursor };
    const page = await inspector.lookUp<Page<ParkedOrder>>(service, '/operator/orders', query);
    orders.push(...page.items);
    cursor = page.nextCursor;
  }
  return orders;
}
