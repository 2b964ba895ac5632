import { expect, test } from 'vitest';
import { renderJourneyCsv } from './export-journeys.ts';

test('writes one row per step and quotes special characters', () => {
  const csv = renderJourneyCsv([
    {
      correlationId: 'journey-1',
      customerId: 'a "b", c',
      persona: 'shopper',
      outcome: 'refused',
      orderId: null,
      durationMs: 12.5,
      messages: [],
      steps: [
        {
          name: 'order',
          service: 'petstore-domain',
          status: 'failed',
          durationMs: 3,
          messageId: 'm1',
          attempts: 2,
          fallbackUsed: false,
          error: { code: 'item-unavailable', message: 'gone' },
        },
      ],
    },
  ]);
  expect(csv.split('\n')).toEqual([
    'correlation_id,customer_id,persona,outcome,order_id,journey_ms,step,service,status,duration_ms,attempts,fallback_used,message_id,error_code',
    'journey-1,"a ""b"", c",shopper,refused,,12.5,order,petstore-domain,failed,3,2,false,m1,item-unavailable',
    '',
  ]);
});
