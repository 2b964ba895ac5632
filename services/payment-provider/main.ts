import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePaymentProvider } from './service.ts';

await runMain(() => startService(definePaymentProvider(process.env)));
