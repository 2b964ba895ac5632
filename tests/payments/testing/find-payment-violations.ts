import type { PaymentDatabases } from './payment-databases.ts';

/** The response to one request under one idempotency key. */
export interface GivenAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/** Queries for violations in payment-service's own tables, by description. */
const ofPayments: Readonly<Record<string, string>> = {
  'a call without an end': `select provider_key from provider_calls where state = 'pending'`,
  'a payment without an end': `select id from payments where status = 'authorizing'`,
  'an order that holds money twice': `select order_id from payments where status not in ('declined', 'voided') group by order_id having count(*) > 1`,
  'an entry that does not balance': `select entry_id from journal_lines group by entry_id having sum(debit_minor) <> sum(credit_minor)`,
  'a ledger that is not its payment': `select p.id, p.status from payments p left join (
      select e.payment_id,
        coalesce(sum(debit_minor - credit_minor) filter (where account = 'provider_receivable'), 0) as owed,
        coalesce(sum(credit_minor - debit_minor) filter (where account = 'sales'), 0) as sold,
        coalesce(sum(debit_minor - credit_minor) filter (where account = 'holds_at_provider'), 0) as held
      from journal_entries e join journal_lines l on l.entry_id = e.id group by 1) b on b.payment_id = p.id
    where coalesce(b.owed, 0) <> p.captured_minor - p.refunded_minor or coalesce(b.sold, 0) <> p.captured_minor - p.refunded_minor
      or coalesce(b.held, 0) <> case when p.status = 'authorized' then p.amount_minor else 0 end`,
  'events that are not the payment': `select p.id, p.status from payments p left join (
      select subject, count(*) filter (where type = 'PaymentCaptured') as captures,
        coalesce(sum((data ->> 'amountMinor')::bigint) filter (where type = 'PaymentRefunded'), 0) as refunded
      from outbox group by 1) o on o.subject = p.id
    where coalesce(o.captures, 0) <> (p.captured_minor > 0)::int or coalesce(o.refunded, 0) <> p.refunded_minor`,
};

interface PaymentRow {
  readonly id: string;
  readonly status: string;
  readonly captured_minor: number;
  readonly refunded_minor: number;
}
interface ChargeRow extends PaymentRow {
  readonly reference: string;
}

interface Witnessed {
  readonly answers: readonly GivenAnswer[];
  /** Amount that the provider's own staff refunded, by payment. */
  readonly staffRefunds: ReadonlyMap<string, number>;
}

/** Describes every violation that remains after all work has ended. */
export async function findPaymentViolations(
  databases: PaymentDatabases,
  { answers, staffRefunds }: Witnessed,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const [words, sql] of Object.entries(ofPayments)) {
    const rows = await databases.read<object>('payments', sql);
    found.push(...rows.map((row) => `${words}: ${JSON.stringify(row)}`));
  }
  const columns = 'id, status, captured_minor, refunded_minor';
  const payments = await databases.read<PaymentRow>('payments', `select ${columns} from payments`);
  const charges = await databases.read<ChargeRow>('provider', `select ${columns}, reference from charges`);
  const asked = await databases.read<{ id: string; refunds: number }>(
    'payments',
    `select payment_id as id, sum(amount_minor) as refunds from provider_calls where operation = 'refund' and state = 'confirmed' group by 1`,
  );
  for (const payment of payments) {
    found.push(...againstBook(payment, charges));
    const { refunds = 0 } = asked.find(({ id }) => id === payment.id) ?? {};
    const due = Number(refunds) + (staffRefunds.get(payment.id) ?? 0);
    if (payment.refunded_minor > due)
      found.push(`${payment.refunded_minor} were refunded of ${payment.id}, ${due} were asked for`);
  }
  return [...found, ...differingAnswers(answers)];
}

/** A payment must equal the provider's charge; one without a charge must hold no money. */
function againstBook(payment: PaymentRow, charges: readonly ChargeRow[]): string[] {
  const own = charges.filter(({ reference }) => reference === payment.id);
  const [charge] = own;
  const words = `payment ${JSON.stringify(payment)}, charges ${JSON.stringify(own)}`;
  if (own.length > 1) return [`charged twice: ${words}`];
  if (charge === undefined)
    return ['declined', 'voided'].includes(payment.status) ? [] : [`no charge: ${words}`];
  const isSame =
    charge.captured_minor === payment.captured_minor && charge.refunded_minor === payment.refunded_minor;
  // A payment that was given up before its decline arrived stays voided.
  const isOver = payment.status === 'voided' && charge.status === 'declined';
  return isSame && (charge.status === payment.status || isOver)
    ? []
    : [`not what the provider has: ${words}`];
}

function differingAnswers(answers: readonly GivenAnswer[]): string[] {
  const first = new Map<string, string>();
  return answers.flatMap(({ request, status, body }) => {
    const answer = `${status} ${body}`;
    const before = first.get(request) ?? answer;
    first.set(request, before);
    return before === answer ? [] : [`${request} was answered ${before} and ${answer}`];
  });
}
