import type { Page, ParkedOrder, ResolveParkedOrder } from '@petstore/contracts/http';
import { cliErrors } from '../errors.ts';
import { renderParkedOrders } from '../reports/render-parked-orders.ts';
import { createInspector, type Inspector } from '../scenarios/inspector.ts';
import { createControlClient, requireStatus } from '../system/control-client.ts';
import { petstoreCommand } from '../system/petstore-command.ts';
import type { SystemOptions } from '../system/system-address.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface OperatorOptions extends SystemOptions {
  readonly action?: ResolveParkedOrder['action'];
  readonly note?: string;
}

export interface OperatorCall extends OperatorOptions {
  readonly what: 'list' | 'resolve';
  readonly order: string | undefined;
}

const service = 'petstore-domain';

/** The operators' queue: what the shop could not bring to its end by itself. */
export async function operator(call: OperatorCall, terminal: Terminal): Promise<number> {
  const resolution = call.what === 'resolve' ? readResolution(call) : null;
  const control = createControlClient(call.portOffset);
  const status = await requireStatus(control, call.portOffset).finally(() => control.close());
  const inspector = createInspector(status);
  try {
    if (resolution === null) await list(inspector, call, terminal);
    else await resolve(inspector, resolution, terminal);
    return 0;
  } finally {
    await inspector.close();
  }
}

interface Resolution extends ResolveParkedOrder {
  readonly order: string;
}

function readResolution({ order, action, note, portOffset }: OperatorCall): Resolution {
  if (order !== undefined && action !== undefined && note !== undefined) return { order, action, note };
  const example = petstoreCommand('operator resolve ORDER --action retry --note "..."', portOffset);
  throw cliErrors.create('resolution-unclear', {
    message: `Name the order, --action and --note: ${example}`,
  });
}

async function list(inspector: Inspector, call: OperatorCall, terminal: Terminal): Promise<void> {
  const orders: ParkedOrder[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const query = cursor === undefined ? { limit: '100' } : { limit: '100', cursor };
    const page = await inspector.lookUp<Page<ParkedOrder>>(service, '/operator/orders', query);
    orders.push(...page.items);
    cursor = page.nextCursor;
  }
  const { say, document } = terminal;
  say(renderParkedOrders(orders, terminal));
  if (orders[0] !== undefined) {
    say();
    const command = `operator resolve ${orders[0].id} --action retry --note "what was mended"`;
    say(`When what stopped one is mended: ${petstoreCommand(command, call.portOffset)}`);
  }
  document({ orders });
}

async function resolve(
  inspector: Inspector,
  { order, action, note }: Resolution,
  { say, paint, document }: Terminal,
): Promise<void> {
  const path = `/operator/orders/${encodeURIComponent(order)}/resolve`;
  await inspector.change(service, { path, body: { action, note } });
  say(`${paint('strong', order)} goes on (${action})`);
  document({ order, action, note });
}
