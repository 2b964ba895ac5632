import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineAdvisor } from './service.ts';

await runMain(() => startService(defineAdvisor(process.env)));
