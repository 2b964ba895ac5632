import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether an `authorization` header carries the key, compared in constant time. */
export function carriesApiKey(authorization: string | undefined, apiKey: string): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${apiKey}`));
}
