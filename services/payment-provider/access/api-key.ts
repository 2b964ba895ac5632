import { createHash, timingSafeEqual } from 'node:crypto';
import { bearerCredentials } from '@petstore/chassis/identity';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether an `authorization` header carries the key, compared in constant time. */
export function carriesApiKey(authorization: string | undefined, apiKey: string): boolean {
  const sent = bearerCredentials(authorization);
  return sent !== undefined && timingSafeEqual(digest(sent), digest(apiKey));
}
