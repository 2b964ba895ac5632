import type { ComparisonStep } from '@petstore/recommender/comparison';

/** Reports each step once, and each quarter of a longer one. */
export function reportProgress(data: string, say: (text: string) => void): (step: ComparisonStep) => void {
  let last = '';
  return ({ model, doing, share }) => {
    const quarter = Math.floor(share * 4) * 25;
    const text = `${data}: ${model}, ${doing}${doing === 'tuning' ? ` ${quarter}%` : ''}`;
    if (text !== last) say(text);
    last = text;
  };
}
