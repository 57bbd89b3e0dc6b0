// How much comes in and goes out, when, and by which channels and reasons.

import { heatMap } from '../charts/heat.js';
import { element } from '../dom.js';
import * as format from '../format.js';
import { go, interval, state } from '../state.js';
import { groupChart, ofKpis, q, refused, timeChart, top } from './common.js';

export const volume = {
  title: 'Volume', isForWalls: true,
  queries: () => {
    const cut = interval();
    const week = q(['tickets_created'], { interval: 'day_of_week_hour' });
    return [
      q(['tickets_created'], { interval: cut, include: ['expected'] }), q(['tickets_created', 'tickets_resolved'], { interval: cut }), q(['open_tickets'], { interval: cut, include: ['expected'] }),
      state().heat ? { ...week, filters: { ...week.filters, channel: [state().heat] } } : week,
      q(['tickets_created'], top('channel', 'tickets_created')), q(['tickets_created'], top('reason', 'tickets_created')),
    ];
  },
  show: ([created, flow, open, week, channels, reasons], asked) => [
    timeChart('Tickets created', created, asked[0], [{ metric: 'tickets_created', title: 'Created' }], { wide: true, name: 'Tickets' }),
    timeChart('Created and resolved', flow, asked[1], [{ metric: 'tickets_created', title: 'Created' }, { metric: 'tickets_resolved', title: 'Resolved' }], { name: 'Tickets' }),
    timeChart('Open tickets', open, asked[2], [{ metric: 'open_tickets', title: 'Open' }], { name: 'Tickets' }),
    week.errors ? refused('When tickets are created', week, true) : heatMap('When tickets are created', week, 'tickets_created', { source: ofKpis(asked[3]), tools: channelChoice(channels) }),
    groupChart('Created by channel', channels, asked[4], [{ metric: 'tickets_created', title: 'Created' }]),
    groupChart('Created by reason', reasons, asked[5], [{ metric: 'tickets_created', title: 'Created' }]),
  ],
};

/** The heat map of one channel. */
function channelChoice(channels) {
  const known = (channels.rows ?? []).map(row => row.channel).filter(channel => channel !== null && channel !== '(other)');
  const values = [...new Set([...known, ...state().heat ? [state().heat] : []])];
  return element('select', { 'aria-label': 'Channel of the heat map', onchange: event => go({ heat: event.target.value || null }) },
    element('option', { value: '' }, 'All channels'), values.map(channel => element('option', { value: channel, selected: channel === state().heat }, format.name(channel))));
}
