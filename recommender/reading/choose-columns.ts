import { RecommenderError } from '../errors/index.ts';
import { looksLikeTime, parseNumber } from './parse-field.ts';

export type Role = 'user' | 'item' | 'time' | 'value';

/** Column of each role, by name or by number from 1. */
export type ColumnNames = { readonly [Name in Role]?: string | undefined };

/** Column positions, from 0. */
export type ColumnPlaces = {
  readonly user: number;
  readonly item: number;
  readonly time?: number;
  readonly value?: number;
};

export interface ChosenColumns {
  readonly places: ColumnPlaces;
  readonly hasHeader: boolean;
}

/** Column names recognized by default, in lower case without separators; the first match wins. */
const usualNames: Readonly<Record<Role, readonly string[]>> = {
  user: ['user', 'userid', 'customer', 'customerid', 'visitor', 'visitorid', 'member', 'memberid', 'uid'],
  item: [
    'item',
    'itemid',
    'product',
    'productid',
    'stockcode',
    'sku',
    'movie',
    'movieid',
    'article',
    'articleid',
    'iid',
  ],
  time: ['time', 'timestamp', 'date', 'datetime', 'invoicedate', 'createdat', 'occurredat', 'ts'],
  value: ['value', 'rating', 'quantity', 'count', 'amount', 'score'],
};

const roles: readonly Role[] = ['user', 'item', 'time', 'value'];

/**
 * Chooses columns by the names asked for, else by the default names. Throws `input-invalid` listing the available
 * names.
 */
export function chooseByNames(header: readonly string[], asked: ColumnNames): ColumnPlaces {
  const places = Object.fromEntries(
    roles.flatMap((role) => {
      const place = findColumn(header, role, asked[role]);
      return place < 0 ? [] : [[role, place]];
    }),
  );
  const { user, item } = places;
  if (user !== undefined && item !== undefined) return { ...places, user, item };
  const missing = [...(user === undefined ? ['user'] : []), ...(item === undefined ? ['item'] : [])];
  throw new RecommenderError(
    'input-invalid',
    `Which column is the ${missing.join(' and which the ')}? There are ${header.join(', ')}; name it with ${missing.map((role) => `--${role}-column`).join(' and ')}.`,
  );
}

/**
 * Chooses columns by the first line, which may be a header or data: user, item, then time and value as their format
 * suggests.
 */
export function chooseByFirstLine(fields: readonly string[], asked: ColumnNames): ChosenColumns {
  const names = Object.values(asked).filter((name) => name !== undefined);
  const isNumbered = names.length > 0 && names.every((name) => /^\d+$/.test(name));
  const hasUsual = findColumn(fields, 'user', undefined) >= 0 && findColumn(fields, 'item', undefined) >= 0;
  const isData = fields.slice(0).some((field) => parseNumber(field) !== null || looksLikeTime(field));
  const hasHeader = hasUsual || (names.length > 0 && !isNumbered) || !isData;
  if (hasHeader || isNumbered) return { places: chooseByNames(fields, asked), hasHeader };
  return { places: choosePlaces(fields), hasHeader: false };
}

function choosePlaces(fields: readonly string[]): ColumnPlaces {
  const rest = fields.slice(2, 4);
  if (fields.length < 2 || fields.length > 4) {
    throw new RecommenderError(
      'input-invalid',
      `Without a header there must be two to four columns (user, item, time, value); there are ${fields.length}. Say which with --user-column 1, --item-column 2 and so on.`,
    );
  }
  const time = rest.findIndex(looksLikeTime);
  const value = rest.findIndex((_, at) => at !== time);
  return {
    user: 0,
    item: 1,
    ...(time < 0 ? {} : { time: time + 2 }),
    ...(value < 0 ? {} : { value: value + 2 }),
  };
}

function findColumn(header: readonly string[], role: Role, asked: string | undefined): number {
  if (asked !== undefined) {
    const place = header.indexOf(asked);
    if (place >= 0) return place;
    const number = /^\d+$/.test(asked) ? Number(asked) : 0;
    if (number >= 1 && number <= header.length) return number - 1;
    throw new RecommenderError(
      'input-invalid',
      `There is no column ${asked} for --${role}-column; there are ${header.join(', ')}.`,
    );
  }
  const plain = header.map((name) => name.toLowerCase().replace(/[^a-z]/g, ''));
  for (const name of usualNames[role]) {
    const place = plain.indexOf(name);
    if (place >= 0) return place;
  }
  return -1;
}
