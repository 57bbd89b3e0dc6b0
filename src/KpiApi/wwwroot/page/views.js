// The views, in the order in which they are offered. Each has a title, queries() and lists() that are asked in one call, and show(answers, queries, {known metrics, version, more, lists, records, tickets}) → elements.

import { accounts } from './views/accounts.js';
import { agents } from './views/agents.js';
import { alerts } from './views/alerts.js';
import { cases } from './views/cases.js';
import { satisfaction } from './views/satisfaction.js';
import { speed } from './views/speed.js';
import { today } from './views/today.js';
import { volume } from './views/volume.js';
import { why } from './views/why.js';

export const views = { today, volume, speed, satisfaction, agents, accounts, cases, why, alerts };
