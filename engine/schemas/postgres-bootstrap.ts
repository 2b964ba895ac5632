import {
  listed,
  optionalFlag,
  optionalInt32,
  optionalObject,
  optionalText,
  refused,
} from './schema-building.ts';

const declareDatabase = 'declare the database as a Database and its owner as a managed role';
const noScripts = 'scripts are not run when the server is made: use the migrations of the service';
const madeByEngine = 'the embedded PostgreSQL is made by the engine: UTF8, with checksums';

/** https://cloudnative-pg.io/documentation/current/bootstrap/ */
export const bootstrap = optionalObject({
  initdb: optionalObject({
    database: refused(declareDatabase),
    owner: refused(declareDatabase),
    secret: refused(declareDatabase),
    options: refused('options of initdb are not passed on: remove them', [[]]),
    import: refused('nothing is imported here: remove it'),
    postInitSQL: refused(noScripts, [[]]),
    postInitApplicationSQL: refused(noScripts, [[]]),
    postInitTemplateSQL: refused(noScripts, [[]]),
    postInitSQLRefs: refused(noScripts),
    postInitApplicationSQLRefs: refused(noScripts),
    postInitTemplateSQLRefs: refused(noScripts),
    dataChecksums: optionalFlag(listed(madeByEngine)),
    encoding: optionalText(listed(madeByEngine, ['UTF8'])),
    locale: optionalText(listed(madeByEngine)),
    localeProvider: optionalText(listed(madeByEngine)),
    localeCollate: optionalText(listed(madeByEngine)),
    localeCType: optionalText(listed(madeByEngine)),
    icuLocale: optionalText(listed(madeByEngine)),
    icuRules: optionalText(listed(madeByEngine)),
    builtinLocale: optionalText(listed(madeByEngine)),
    walSegmentSize: optionalInt32(listed(madeByEngine)),
  }),
  recovery: refused('nothing is restored here: remove it'),
  pg_basebackup: refused('no other server is copied here: remove it'),
});
