/** Kinds of customers and what they look for. Not how they behave on the way. */
export {
  allPersonas,
  type Persona,
  personaCustomers,
  personaOf,
  planShopper,
  type Shopper,
} from './personas.ts';
