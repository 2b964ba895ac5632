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
import { toMinorUnits } from './currency-units.ts';
import { categoryOfWord } from './translate-words.ts';
import { viewEarlierPet } from './view-earlier.ts';

/** One page of the current list: the earlier demo's had no pages. */
const mostPets = 100;
const shopCurrency = 'USD';

const pets = Compile(Pet);
const pages = Compile(pageOf(Pet));
const healths = Compile(Type.Object({ status: Type.String() }));

const old = { isDeprecated: true, failure: EarlierFailure } as const;

/** What anybody could look at. */
export function registerEarlierBrowsing(
  scope: HttpServer,
  { domain }: { readonly domain: HttpClient },
): void {
  scope.get(
    '/health',
    {
      config: { ...old, summary: 'Whether the shop is alive' },
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
      config: { ...old, summary: 'Pets that can be had; GET /v1/pets' },
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
      config: { ...old, summary: 'One pet; GET /v1/pets/{id}' },
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

/** How every answer begins that is no refusal. */
export function succeeded({ interaction }: { readonly interaction: { readonly correlationId: string } }) {
  return { status: 'success' as const, correlation_id: interaction.correlationId };
}
