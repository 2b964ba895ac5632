import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePetstoreDomain } from './service.ts';

void runMain(() => startService(definePetstoreDomain(process.env)));
