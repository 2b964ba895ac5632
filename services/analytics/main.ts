import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineAnalytics } from './service.ts';

await runMain(() => startService(defineAnalytics(process.env)));
