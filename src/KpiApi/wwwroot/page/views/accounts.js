// Which customers write, what they are worth, and whether they stay.

import { namesOf } from '../api.js';
import { scatter } from '../charts/scatter.js';
import { link, table } from '../dom.js';
import { records } from '../drill.js';
import * as format from '../format.js';
import { go, question } from '../state.js';
import { column, ofKpis, ofTickets, only, q, sorted, tableFigure, timeChart, withheld } from './common.js';

const isOfAccounts = name => name.startsWith('account');

/** Churn says little of a week: a year, whatever the period is. */
const year = { interval: 'month', period: 'last_12_months', from: undefined, to: undefined };

export const accounts = {
  title: 'Accounts', isForWalls: false,
  queries: () => [
    q(['tickets_created', 'account_value', 'open_tickets', 'handle_time:sum', 'csat'], { groupBy: ['account'], limit: 100, orderBy: ['-tickets_created'] }),
    only(q(['active_accounts', 'churned_accounts'], year), isOfAccounts), only(q(['customer_retention_rate', 'churn_rate'], year), isOfAccounts),
  ],
  lists: () => ({ tickets: [{ state: 'open', orderBy: '-accountValue', limit: 500, filters: question().filters }] }),
  async show([list, active, churn], asked, { lists, tickets: [open] }) {
    const called = await namesOf('account', (list.rows ?? []).map(row => row.account));
    return [
      timeChart('Accounts', active, asked[1], [{ metric: 'active_accounts', title: 'Active' }, { metric: 'churned_accounts', title: 'Lost', type: 'bar' }], { name: 'Accounts', note: 'The last 12 months.', onClick: null }),
      timeChart('Retention and churn', churn, asked[2], [{ metric: 'customer_retention_rate', title: 'Kept' }, { metric: 'churn_rate', title: 'Lost' }], { unit: 'percent', note: 'Of the accounts at the start of each of the last 12 months.', onClick: null }),
      open.errors ? withheld('Open cases by value and effort', open) : openCases(open, ofTickets(lists.tickets[0])),
      list.errors ? null : tableFigure('Accounts by tickets', ofKpis(asked[0]), table('Accounts by tickets', [
        { title: 'Account', value: row => row.account === null ? '(none)' : link(called.get(row.account) ?? row.account, () => records('tickets_created', { account: [row.account] })), sortBy: row => called.get(row.account) ?? row.account },
        column('Tickets', 'tickets_created'), column('Value a year', 'account_value'), column('Open', 'open_tickets'), column('Effort', 'handle_time:sum', 'seconds'), column('CSAT', 'csat', 'percent'),
      ], list.rows, sorted('-tickets'))),
    ];
  },
};

function openCases({ items }, source) {
  return scatter('Open cases by value and effort', items, {
    wide: true, source, note: 'Tickets without an account or without effort so far are not drawn.',
    x: { title: 'Effort so far', unit: 'seconds', of: item => item.handleSeconds }, y: { title: 'Value of the account a year', of: item => item.accountValue },
    onClick: item => go({ ticket: item.id }),
    columns: [{ title: 'Ticket', value: item => link(item.id, () => go({ ticket: item.id })) }, { title: 'Account', value: item => format.name(item.account) },
      { title: 'Effort', isNumber: true, value: item => format.value(item.handleSeconds, 'seconds') }, { title: 'Value', isNumber: true, value: item => format.value(item.accountValue) }],
  });
}
