import type { HttpClient, HttpServer } from '@petstore/chassis/http';
import {
  EarlierFailure,
  EarlierHealth,
  EarlierPetDetails,
  EarlierPetQuery,
  EarlierPets,
  EarlierPetsQuery,
  EarlierPlainQuery,
  Pet,
  pageOf,
} from '@petstore/contracts/http';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { gatewayErrors } from '../errors.ts';
import { pathOf } from '../forwarding/forward.ts';
import { categoryOfWord, toMinorUnits } from './translate-values.ts';
import { viewEarlierPet } from './view-earlier.ts';

/** Size of one page of the current API; the earlier demo had no paging. */
const mostPets = 100;
const shopCurrency = 'USD';

const pets = Compile(Pet);
const pages = Compile(pageOf(Pet));
const healths = Compile(Type.Object({ status: Type.String() }));

const old = { isDeprecated: true, failure: EarlierFailure } as const;

/** The earlier demo's paths that need no customer. */
export function registerEarlierBrowsing(scope: HttpServer, domain: HttpClient): void {
  scope.get(
    '/health',
    {
      config: { ...old, summary: 'Health of the shop' },
      schema: { querystring: EarlierPlainQuery, response: { 200: EarlierHealth } },
    },
    async (request) => {
      const expects = (answer: unknown) => healths.Check(answer);
      const { body } = await domain.send({ method: 'GET', path: '/health', expects });
      return { ...succeeded(request), service: domain.peer, health: body.status };
    },
  );

  scope.get(
    '/browse-pets',
    {
      config: { ...old, summary: 'Available pets; replaced by GET /v1/pets' },
      schema: { querystring: EarlierPetsQuery, response: { 200: EarlierPets } },
    },
    async (request) => {
      const { category: word, max_price: maxPrice } = request.query;
      const category = word === undefined ? undefined : categoryOfWord(word);
      if (category === null) throw gatewayErrors.create('category-unknown');
      const query = {
        available: true,
        limit: mostPets,
        category,
        maxPrice: maxPrice === undefined ? undefined : toMinorUnits(maxPrice, shopCurrency),
      };
      const expects = (answer: unknown) => pages.Check(answer);
      const { body } = await domain.send({ method: 'GET', path: '/pets', query, expects });
      return { ...succeeded(request), pets: body.items.map(viewEarlierPet), count: body.items.length };
    },
  );

  scope.get(
    '/pet-details',
    {
      config: { ...old, summary: 'One pet; replaced by GET /v1/pets/{id}' },
      schema: { querystring: EarlierPetQuery, response: { 200: EarlierPetDetails } },
    },
    async (request) => {
      const path = pathOf`/pets/${request.query.pet_id}`;
      const expects = (answer: unknown) => pets.Check(answer);
      const { body } = await domain.send({ method: 'GET', path, expects });
      return { ...succeeded(request), pet: viewEarlierPet(body) };
    },
  );
}

/** Common fields of every successful answer. */
export function succeeded({ interaction }: { readonly interaction: { readonly correlationId: string } }) {
  return { status: 'success' as const, correlation_id: interaction.correlationId };
}
