import { isAppError } from '@petstore/chassis/errors';
import type { HttpClient } from '@petstore/chassis/http';
import type { Logger } from '@petstore/chassis/logging';
import { AdvisorResponse } from '@petstore/contracts/http';
import { Compile } from 'typebox/compile';

/** Asks the advisor for pets for a customer; null if it does not answer, so that the shop uses its fallback list. */
export type AskAdvisor = (customerId: string, limit: number) => Promise<AdvisorResponse | null>;

const advice = Compile(AdvisorResponse);

/** A short timeout, because a customer waits for the page; one retry, because a pod may just have stopped. */
const timeoutMs = 600;

export function createAdvisorClient(http: HttpClient, logger: Logger): AskAdvisor {
  return async (customerId, limit) => {
    try {
      const path = `/recommend/user/${encodeURIComponent(customerId)}`;
      const { body } = await http.send({
        method: 'GET',
        path,
        query: { limit },
        timeoutMs,
        maxAttempts: 2,
        expects: (answer) => advice.Check(answer),
      });
      return body;
    } catch (error) {
      if (!isAppError(error)) throw error;
      logger.warn(
        { code: error.code, details: error.details },
        'no advice; the catalogue recommends instead',
      );
      return null;
    }
  };
}
