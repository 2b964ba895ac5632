import { generateLoad } from './generate-load.ts';

// Whoever started this process is gone: nobody waits for the figures.
process.stdin.on('close', () => process.exit(1)).resume();

const result = await generateLoad(JSON.parse(process.argv[3] ?? ''));
process.stdout.write(JSON.stringify(result), () => process.exit(0));
