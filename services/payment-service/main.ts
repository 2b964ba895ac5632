import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePaymentService } from './service.ts';

await runMain(() => startService(definePaymentService(process.env)));
