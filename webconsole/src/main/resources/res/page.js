// SPDX-License-Identifier: Apache-2.0
import { Api } from './api.js';
import { Assignments } from './assignments.js';
import { badge, Detail } from './detail.js';
import { Discovered } from './discovered.js';
import { html, setChildren, setText } from './dom.js';
import { age, count, milliseconds, share, sign, STATES, time } from './format.js';
import { t } from './l10n.js';
import { Network } from './network.js';
import { Overview } from './overview.js';
import { monitorLabel } from './table.js';

const EVERY = 5000;
const STALE_AFTER = 12000;
const LIMIT = 100;
const TYPING_PAUSE = 250;

const root = document.getElementById('dimon');
const api = new Api(root.dataset.api);

/** What is shown stands in the fragment of the address, so that it can be shared: #q=…&state=…&offset=…&device=…&interface=…&assignments&network&discovered */
const view = {
  read() {
    const fragment = new URLSearchParams(location.hash.slice(1));
    this.query = fragment.get('q') ?? '';
    this.states = (fragment.get('state') ?? '').split(',').filter(state => STATES.includes(state));
    this.offset = Math.max(0, Number.parseInt(fragment.get('offset') ?? '0', 10) || 0);
    this.device = fragment.get('device');
    this.instance = fragment.get('interface');
    this.assignments = fragment.has('assignments');
    this.network = fragment.has('network');
    this.discovered = fragment.has('discovered');
  },
  href(changes) {
    const next = { query: this.query, states: this.states, offset: this.offset, device: this.device, assignments: this.assignments, network: this.network, discovered: this.discovered, instance: 'device' in changes ? null : this.instance, ...changes };
    const fragment = new URLSearchParams();
    if (next.query) fragment.set('q', next.query);
    if (next.states.length) fragment.set('state', next.states.join(','));
    if (next.offset) fragment.set('offset', next.offset);
    if (next.device) fragment.set('device', next.device);
    if (next.device && next.instance) fragment.set('interface', next.instance);
    if (next.assignments) fragment.set('assignments', '');
    if (next.network) fragment.set('network', '');
    if (next.discovered) fragment.set('discovered', '');
    return `#${fragment}`;
  },
};

function go(changes, replace = false) {
  const href = view.href(changes);
  if (replace) {
    history.replaceState(null, '', href);
    showView();
  } else {
    location.hash = href;
  }
}

// --- the frame, made once

const overview = new Overview(api, root.dataset.settings);
const assignments = new Assignments(api, changes => view.href(changes));
const network = new Network(api, root.dataset.actions);
const discovered = new Discovered(api, root.dataset.actions);
const detail = new Detail(api, changes => view.href(changes), () => closeDetail());
const staleness = html('p', { class: 'staleness', role: 'status' }, t('loading'));
const search = html('input', { type: 'search', placeholder: t('search'), 'aria-label': t('searchLabel'), autocomplete: 'off', spellcheck: 'false' });
const stateButtons = new Map(['all', ...STATES].map(state => {
  const number = html('b', {}, '–');
  const button = html('button', { type: 'button', class: `filter ${state}`, 'aria-pressed': 'false', onclick: () => toggle(state) },
    html('span', { class: 'sign', 'aria-hidden': 'true' }, state === 'all' ? 'Σ' : sign(state)), number, html('span', {}, t(state)));
  return [state, { button, number }];
}));
const COLUMNS = ['state', 'device', 'place', 'address', 'rtt', 'loss', 'lastSample', 'since', 'watchers', 'reason'];
const tbody = html('tbody');
const nothing = html('p', { class: 'quiet nothing', hidden: true });
const range = html('span', { 'aria-live': 'polite' });
const previous = html('button', { type: 'button', onclick: () => page(-1) }, '‹ ', t('previous'));
const next = html('button', { type: 'button', onclick: () => page(1) }, t('next'), ' ›');
const list = html('section', { class: 'list', 'aria-label': t('devices') },
  html('div', { class: 'filters', role: 'group', 'aria-label': t('states') }, ...[...stateButtons.values()].map(({ button }) => button)),
  html('div', { class: 'bar' }, search,
    html('nav', { 'aria-label': t('pages') }, range, previous, next)),
  html('div', { class: 'scroll' },
    html('table', {},
      html('thead', {}, html('tr', {}, ...COLUMNS.map(column => html('th', { scope: 'col', class: column }, t(column))))),
      tbody)),
  nothing);
root.replaceChildren(staleness, overview.element, assignments.element, network.element, discovered.element, html('div', { class: 'columns' }, list, detail.element));

// The console's own frame knows no phones.
if (!document.querySelector('meta[name=viewport]')) {
  document.head.append(html('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }));
}

// --- what the operator does

function toggle(state) {
  const states = state === 'all' ? []
    : view.states.includes(state) ? view.states.filter(other => other !== state) : [...view.states, state];
  go({ states, offset: 0 });
}

function page(direction) {
  go({ offset: Math.max(0, view.offset + direction * LIMIT) });
  list.scrollIntoView({ block: 'start' });
}

function closeDetail() {
  const closed = view.device;
  go({ device: null });
  rows.get(closed)?.link.focus();
}

let typing;
search.addEventListener('input', () => {
  clearTimeout(typing);
  typing = setTimeout(() => go({ query: search.value.trim(), offset: 0 }, true), TYPING_PAUSE);
});

document.addEventListener('keydown', event => {
  const inField = event.target.closest?.('input, textarea, select');
  if (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.focus();
  } else if (event.key === 'Escape' && view.device && !inField) {
    closeDetail();
  }
});

tbody.addEventListener('click', event => {
  const row = event.target.closest('tr');
  // A click that ends a selection of text is none.
  if (row && !event.target.closest('a') && getSelection().isCollapsed) {
    go({ device: row.dataset.device });
  }
});

// --- the table: a row stays the same element as long as its device is shown

const rows = new Map();
let shown = null;

function makeRow(id) {
  const cells = Object.fromEntries(COLUMNS.map(column => [column, html('td', { class: column, 'data-label': t(column) })]));
  const link = html('a');
  const name = html('span', { class: 'id' });
  cells.device.append(link, name);
  const row = html('tr', { 'data-device': id }, ...COLUMNS.map(column => cells[column]));
  return { row, cells, link, name, state: null };
}

/** As short as a table wants it. */
function watchersOf({ watchers }) {
  return watchers === undefined ? '–' : watchers.length === 0 ? t('nobody') : watchers.map(({ id, name }) => name ?? id.slice(0, 6)).join(', ');
}

function renderRow(device, now) {
  const known = rows.get(device.id) ?? makeRow(device.id);
  rows.set(device.id, known);
  const { row, cells, link, name } = known;
  if (known.state !== device.state) {
    known.state = device.state;
    row.className = device.state;
    cells.state.replaceChildren(badge(device.state));
  }
  setText(link, device.title);
  link.href = view.href({ device: device.id });
  setText(name, device.id);
  setText(cells.place, [device.node, device.zone].filter(Boolean).join(' · '));
  setText(cells.address, device.address ?? '–');
  setText(cells.rtt, milliseconds(device.rtt));
  setText(cells.loss, share(device.loss));
  cells.rtt.title = cells.loss.title = device.measuredBy ? t('figuresHere') : t('figuresElsewhere');
  setText(cells.lastSample, age(device.lastSample, now));
  cells.lastSample.title = time(device.lastSample);
  setText(cells.since, age(device.since, now));
  cells.since.title = time(device.since);
  setText(cells.watchers, [device.agreement === 'disputed' && `${sign('degraded')} ${t('disputed')}`, watchersOf(device)].filter(Boolean).join(' · '));
  cells.watchers.title = (device.watchers ?? []).map(monitorLabel).join(', ');
  cells.watchers.classList.toggle('disputed', device.agreement === 'disputed');
  setText(cells.reason, device.reason);
  row.classList.toggle('selected', device.id === view.device);
  return row;
}

function render() {
  if (shown === null) {
    return;
  }
  const now = api.now();
  const whole = Object.values(shown.matching).reduce((sum, number) => sum + number, 0);
  for (const [state, { button, number }] of stateButtons) {
    const matching = state === 'all' ? whole : shown.matching[state];
    setText(number, count(matching));
    button.setAttribute('aria-pressed', String(state === 'all' ? view.states.length === 0 : view.states.includes(state)));
    button.classList.toggle('none', matching === 0);
  }
  setChildren(tbody, shown.devices.map(device => renderRow(device, now)));
  const ids = new Set(shown.devices.map(device => device.id));
  [...rows.keys()].filter(id => !ids.has(id)).forEach(id => rows.delete(id));
  nothing.hidden = shown.devices.length > 0;
  setText(nothing, Object.values(shown.states).some(number => number > 0) ? t('noDevice') : t('emptyInventory'));
  const last = shown.offset + shown.devices.length;
  setText(range, shown.devices.length ? t('range', count(shown.offset + 1), count(last), count(shown.total)) : '');
  previous.disabled = shown.offset === 0;
  next.disabled = last >= shown.total;
}

// --- asking again and again

let answered = 0;
let failure = null;
let asking = 0;

async function refreshList() {
  const turn = ++asking;
  const parameters = new URLSearchParams({ offset: view.offset, limit: LIMIT });
  if (view.query) parameters.set('query', view.query);
  if (view.states.length) parameters.set('state', view.states.join(','));
  try {
    const { content } = await api.get(`/devices?${parameters}`);
    if (turn !== asking) {
      return;
    }
    if (content.devices.length === 0 && content.total > 0) {
      // The list became shorter than where this page begins.
      go({ offset: Math.floor((content.total - 1) / LIMIT) * LIMIT }, true);
      return;
    }
    shown = content;
    answered = Date.now();
    failure = null;
  } catch (error) {
    if (turn === asking) {
      failure = error;
    }
  }
  render();
  showStaleness();
}

function showStaleness() {
  const stale = failure !== null || (answered > 0 && Date.now() - answered > STALE_AFTER);
  root.classList.toggle('stale', stale);
  if (!stale) {
    setText(staleness, answered ? t('fresh', time(answered)) : t('loading'));
    return;
  }
  const reason = failure?.status ? ` ${failure.message}` : '';
  setText(staleness, (answered
    ? t('stale', age(new Date(answered).toISOString(), Date.now()), time(answered)) : t('neverAnswered')) + reason);
}

function showView() {
  view.read();
  if (document.activeElement !== search) {
    search.value = view.query;
  }
  root.classList.toggle('with-detail', view.device !== null);
  detail.show(view.device, view.instance);
  assignments.element.open = view.assignments;
  network.element.open = view.network;
  discovered.element.open = view.discovered;
  render();
  refreshList();
  detail.refresh();
}

async function refreshAll() {
  if (!document.hidden) {
    await Promise.allSettled([refreshList(), overview.refresh(), assignments.refresh(), network.refresh(), discovered.refresh(), detail.refresh()]);
  }
  setTimeout(refreshAll, EVERY);
}

assignments.element.addEventListener('toggle', () => assignments.element.open !== view.assignments && go({ assignments: assignments.element.open }, true));
network.element.addEventListener('toggle', () => network.element.open !== view.network && go({ network: network.element.open }, true));
discovered.element.addEventListener('toggle', () => discovered.element.open !== view.discovered && go({ discovered: discovered.element.open }, true));
addEventListener('hashchange', showView);
document.addEventListener('visibilitychange', () => !document.hidden && showView());
setInterval(showStaleness, 1000);
showView();
refreshAll();
