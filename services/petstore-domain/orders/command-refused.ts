import { domainErrors } from '../errors.ts';

/** The error of a command that the order refuses although nobody's request could cause it: a bug. */
export function commandRefused(orderId: string, reason: string): Error {
  return domainErrors.create('order-command-refused', {
    message: `Order ${orderId}: ${reason}`,
    details: { orderId },
  });
}
