import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineAnalytics } from './service.ts';

void runMain(() => startService(defineAnalytics(process.env)));
