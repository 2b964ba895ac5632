import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineGateway } from './service.ts';

await runMain(() => startService(defineGateway(process.env)));
