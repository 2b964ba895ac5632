/** Which route of a VirtualService a request takes, where it goes, and with what patience. Pure: sends nothing. */

export { chooseDestination } from './choose-destination.ts';
export { decideRoute, type RouteDecision } from './decide-route.ts';
export { decideRoutePolicy, type RoutePolicy } from './decide-route-policy.ts';
export type { HttpMatch, HttpRoute, RouteDestination, RoutedRequest, StringMatch } from './http-route.ts';
