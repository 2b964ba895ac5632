import { BareDatabase } from './bare-database.ts';
import { type BareAnswer, type BareRequest, createBareClient, json, serve } from './bare-server.ts';
import { consumeEvents } from './consume-events.ts';
import { type FloorCallee, type FloorProcessOptions, type FloorRole, floorCallees } from './floor-process.ts';
import { FloorAdvisor } from './serve-advisor.ts';
import { FloorDomain } from './serve-domain.ts';
import { createGateway } from './serve-gateway.ts';
import { FloorPayments } from './serve-payments.ts';
import { FloorProvider } from './serve-provider.ts';
import { serveProxy } from './serve-proxy.ts';

async function run({ role, database: options, ports, proxyPorts }: FloorProcessOptions): Promise<void> {
  if (role === 'proxy') {
    for (const callee of floorCallees) serveProxy(proxyPorts[callee], ports[callee]);
    return;
  }
  const database = new BareDatabase(options);
  const clientOf = (callee: FloorCallee) => createBareClient(`http://127.0.0.1:${proxyPorts[callee]}`);
  const handle = handlerOf(role, database, clientOf);
  if (role === 'ml-pet-advisor') await consumeEvents('advisor', database);
  if (role === 'analytics') await consumeEvents('analytics', database);
  let requests = 0;
  serve(ports[role], (request) => {
    if (request.segments[0] === 'counts') return json(200, { requests, commits: database.commits });
    requests += 1;
    return handle(request);
  });
}

type Handler = (request: BareRequest) => Promise<BareAnswer> | BareAnswer;

function handlerOf(
  role: Exclude<FloorRole, 'proxy'>,
  database: BareDatabase,
  clientOf: (callee: FloorCallee) => ReturnType<typeof createBareClient>,
): Handler {
  switch (role) {
    case 'gateway':
      return createGateway(clientOf('petstore-domain'));
    case 'petstore-domain': {
      const [advisor, payments] = [clientOf('ml-pet-advisor'), clientOf('payment-service')];
      const domain = new FloorDomain({ database, advisor, payments });
      return (request) => domain.handle(request);
    }
    case 'payment-service': {
      const payments = new FloorPayments(database, clientOf('payment-provider'));
      return (request) => payments.handle(request);
    }
    case 'payment-provider': {
      const provider = new FloorProvider(database, clientOf('payment-service'));
      return (request) => provider.handle(request);
    }
    case 'ml-pet-advisor': {
      const advisor = new FloorAdvisor(database);
      return (request) => advisor.handle(request);
    }
    case 'analytics':
      return () => json(404, { code: 'not-found' });
  }
}

// The parent process has ended.
process.stdin.on('close', () => process.exit(0)).resume();

run(JSON.parse(process.argv[2] ?? '') as FloorProcessOptions).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
