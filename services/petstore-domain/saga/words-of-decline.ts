/** What a customer can do about the codes that a provider states; others are told as they are. */
const causes: Readonly<Record<string, string>> = {
  insufficient_funds: 'there is not enough money on it',
  card_declined: 'its bank refused the payment',
  expired_card: 'it has expired',
};

/** A decline in words for the customer whose order it ended. */
export function wordsOfDecline(declineCode: string | null): string {
  const cause = declineCode === null ? causes['card_declined'] : (causes[declineCode] ?? declineCode);
  return `The card was declined: ${cause}. Nothing was charged; order again with another card.`;
}
