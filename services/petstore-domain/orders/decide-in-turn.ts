import { decideOrder } from './decide-order.ts';
import { evolveOrder } from './evolve-order.ts';
import type { OrderCommand, OrderDecision } from './order-command.ts';
import type { OrderEvent } from './order-event.ts';
import type { OrderState } from './order-state.ts';

/** Commands that belong together, each decided on what the one before it made of the order: all of their events, or the first refusal. */
export function decideInTurn(commands: readonly OrderCommand[], state: OrderState | null): OrderDecision {
  const events: OrderEvent[] = [];
  let current = state;
  for (const command of commands) {
    const decision = decideOrder(command, current);
    if ('refused' in decision) return decision;
    events.push(...decision.events);
    current = decision.events.reduce<OrderState | null>(evolveOrder, current);
  }
  return { events };
}
