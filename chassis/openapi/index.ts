/** OpenAPI 3.1 documents of services, from their routes alone. Not a user interface, not a validator. */
export { buildOpenApiDocument, type OpenApiDocument, type OpenApiInfo } from './build-openapi-document.ts';
export { registerOpenApiRoute } from './register-openapi-route.ts';
export { type DescribedRoute, describeSecurity, type SecurityUse } from './route-description.ts';
