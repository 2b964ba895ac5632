/** Which route of a VirtualService a request takes, where it goes, and with what patience. Pure: sends nothing. */

export {
  chooseDestination,
  decideRoute,
  decideRoutePolicy,
  type RouteDecision,
  type RoutePolicy,
} from './decide-route.ts';
export type { HttpMatch, HttpRoute, RouteDestination, RoutedRequest, StringMatch } from './http-route.ts';
