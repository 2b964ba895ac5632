import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePaymentProvider } from './service.ts';

void runMain(() => startService(definePaymentProvider(process.env)));
