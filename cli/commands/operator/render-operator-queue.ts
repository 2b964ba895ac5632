import type { ParkedOrder } from '@petstore/contracts/http';
import { renderTable } from '../../terminal/render-table.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Table of orders in state `needs-operator`, oldest first. */
export function renderOperatorQueue(
  orders: readonly ParkedOrder[],
  { paint, columns }: Pick<Terminal, 'paint' | 'columns'>,
): string {
  if (orders.length === 0) return 'No order needs an operator.';
  const rows = orders.map(({ id, customerId, step, attempts, parkedAt, reason }) => [
    { text: id, style: 'strong' as const },
    customerId,
    step,
    String(attempts),
    parkedAt.slice(0, 19).replace('T', ' '),
    reason,
  ]);
  return renderTable({
    columns: [
      { title: 'order' },
      { title: 'customer', dropOrder: 1 },
      { title: 'stuck at' },
      { title: 'tries', isRight: true, dropOrder: 0 },
      { title: 'since', dropOrder: 2 },
      { title: 'why', isShrinkable: true, least: 20 },
    ],
    rows,
    paint,
    width: columns,
    indent: '',
  });
}

/** Commands that resolve the listed orders. */
export function adviseOn(
  orders: readonly ParkedOrder[],
  commandOf: (command: string) => string,
): readonly string[] {
  const [first] = orders;
  if (first === undefined) return [];
  const whose = orders.length === 1 ? first.id : '--all';
  const retry = commandOf(`operator resolve ${whose} --action retry --note "what was fixed"`);
  const lines = ['', `When the cause is fixed: ${retry}`];
  const voiding = orders.find(({ step }) => step === 'void');
  if (voiding === undefined) return lines;
  const settled = commandOf(`operator resolve ${voiding.id} --action settled --note "what was done"`);
  return [
    ...lines,
    `When the payment was settled by hand, so that no money is authorized or captured: ${settled}`,
  ];
}
