const mostNamed = 3;

/** The first causes in one line; of those that are not named, how many there are. */
export function summarizeCauses(causes: readonly string[]): string {
  const named = causes.slice(0, mostNamed).map((cause) => cause.replace(/\.$/, ''));
  const rest = causes.length - named.length;
  return named.join('; ') + (rest > 0 ? `; and ${rest} more` : '');
}
