import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePaymentService } from './service.ts';

void runMain(() => startService(definePaymentService(process.env)));
