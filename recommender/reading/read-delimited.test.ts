import { describe, expect, it } from 'vitest';
import type { ReadOptions } from './collect-rows.ts';
import { readDelimited } from './read-delimited.ts';

async function read(text: string, options: ReadOptions = {}) {
  const found = await readDelimited([text], options);
  const { userNames, itemNames, users, items, timesMs, values } = found.log;
  const rows = [...users].map((user, row) => [
    userNames[user],
    itemNames[items[row] ?? -1],
    Number.isNaN(timesMs[row]) ? null : new Date(timesMs[row] ?? 0).toISOString().slice(0, 16),
    values[row],
  ]);
  return { ...found, rows };
}

describe('a text of interactions', () => {
  it.each([
    [
      'usual names',
      'User_ID,sku,Quantity,date\nada,hay,2,2011-11-01\n',
      ['ada', 'hay', '2011-11-01T00:00', 2],
    ],
    ['no header, time last (u.data)', '196\t242\t3\t881250949\n', ['196', '242', '1997-12-04T15:55', 3]],
    ['no header, time before value', '196,242,881250949,3\n', ['196', '242', '1997-12-04T15:55', 3]],
    ['double colons (ratings.dat)', '1::1193::5::978300760\n', ['1', '1193', '2000-12-31T22:12', 5]],
    ['users and items alone', '7,9', ['7', '9', null, 1]],
    [
      'semicolons, quotes and a byte-order mark',
      '\uFEFFuser;item;time\r\n"a;d""a";hay;"12/1/2010 8:26"\r\n',
      ['a;d"a', 'hay', '2010-12-01T08:26', 1],
    ],
    ['a quoted field over two lines', 'user,item\n"a\nda",hay\n', ['a\nda', 'hay', null, 1]],
    ['milliseconds', 'user,item,ts\nada,hay,1320105600000\n', ['ada', 'hay', '2011-11-01T00:00', 1]],
  ])('is read with %s', async (_title, text, row) => {
    expect((await read(text)).rows).toEqual([row]);
  });

  it('is read by the columns that are named, or numbered', async () => {
    const text = 'when,who,what\n2011-11-01 09:30,ada,hay\n';
    const columns = { user: 'who', item: 'what', time: 'when' };
    expect((await read(text, { columns })).rows).toEqual([['ada', 'hay', '2011-11-01T09:30', 1]]);
    const numbered = { user: '3', item: '1' };
    expect((await read('1,2,3\n4,5,6\n', { columns: numbered })).rows).toEqual([
      ['3', '1', null, 1],
      ['6', '4', null, 1],
    ]);
  });

  it('is read as lists of items, as LightGCN writes them', async () => {
    const { rows } = await read('0 10 11 \n1\n2 10\n');
    expect(rows.map(([user, item]) => `${user}:${item}`)).toEqual(['0:10', '0:11', '2:10']);
  });

  it('is the same however it arrives', async () => {
    const text = 'user,item\r\nada,hay\r\nbob,bowl';
    expect((await readDelimited([...text])).log).toEqual((await readDelimited([text])).log);
  });

  it('counts what it leaves out', async () => {
    const text = 'user,item,value\n,hay,1\nNaN,hay,1\nada,,1\nada,POST,1\n0,hay,9\nada,hay,2\nada,hay,5\n\n';
    const found = await read(text, { userPattern: /^[a-z]/, itemPattern: /^[a-z]+$/, leastValue: 4 });
    const { withoutUser, otherUsers, withoutItem, otherItems, smallerValues } = found;
    expect([withoutUser, otherUsers, withoutItem, otherItems, smallerValues]).toEqual([2, 1, 1, 1, 1]);
    expect(found.rows).toHaveLength(1);
  });

  it('refuses times that do not exist', async () => {
    const impossible = [
      ...['2026-11-31', '2026-02-29', '2026-01-01T24:00', '2026-01-01 23:60', '2026-01-01T23:59:60Z'],
      ...['11/31/2026', '1/1/2026 24:00', '1/1/2026 10:75', '1/1/2026 10:00:60', '13/1/2026'],
    ];
    const columns = { user: 'user', item: 'item', time: 'time' };
    for (const time of impossible)
      await expect(read(`user,item,time\nada,hay,${time}\n`, { columns }), time).rejects.toMatchObject({
        message: expect.stringContaining(`"${time}" is no time`),
      });
  });

  it('refuses every malformed line at once, each by its number', async () => {
    const text =
      'user,item,time,value\nada,hay,soon,1\nada,hay\n\nada,hay,2011-02-30,1\nada,hay,2011-01-01,NaN\n';
    await expect(read(text)).rejects.toMatchObject({
      code: 'input-invalid',
      message: [
        'line 2: "soon" is no time: write 2011-11-01T09:30:00Z or seconds since 1970',
        'line 3: has 2 columns where the first line has 4',
        'line 5: "2011-02-30" is no time: write 2011-11-01T09:30:00Z or seconds since 1970',
        'line 6: "NaN" is no number',
      ].join('\n'),
    });
  });

  it('shows the first ten of many malformed lines', async () => {
    const text = `user,item,value\n${'ada,hay,much\n'.repeat(25)}`;
    await expect(read(text)).rejects.toThrow(/line 11: .*\nand 15 more$/);
  });

  it.each([
    ['an open quote', 'user,item\n"ada,hay\nbob,bowl\n', /line 2: a quote is opened/],
    ['one column', 'ada\nbob\n', /line 1: "ada" has one column/],
    ['a list with a word in it', '0 1 2\n1 x\n', /line 2: "x" is no number/],
    [
      'a header that nobody knows',
      'who,what\nada,hay\n',
      /Which column is the user and which the item.*who, what/,
    ],
    [
      'a name that is not there',
      'user,item\nada,hay\n',
      /no column who for --user-column/,
      { columns: { user: 'who' } },
    ],
    ['too many columns without a header', '1,2,3,4,5\n', /two to four columns/],
    ['nothing', '', /None of 0 rows/],
    ['a header alone', 'user,item\n', /None of 0 rows/],
    ['nothing that is left', 'user,item\n,hay\n', /None of 1 rows/],
  ])('is refused with %s', async (_title, text, message, options: ReadOptions = {}) => {
    await expect(read(text, options)).rejects.toThrow(message);
  });
});
