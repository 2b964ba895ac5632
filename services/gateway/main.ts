import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineGateway } from './service.ts';

void runMain(() => startService(defineGateway(process.env)));
