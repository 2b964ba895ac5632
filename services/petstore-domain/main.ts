import { runMain, startService } from '@petstore/chassis/lifecycle';
import { definePetstoreDomain } from './service.ts';

await runMain(() => startService(definePetstoreDomain(process.env)));
