import { runMain, startService } from '@petstore/chassis/lifecycle';
import { defineAdvisor } from './service.ts';

void runMain(() => startService(defineAdvisor(process.env)));
