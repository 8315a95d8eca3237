// SPDX-License-Identifier: Apache-2.0
// Who watches what. Names of monitors and titles of devices are what others call themselves: text, never markup.
import { html, setChildren, setText, svg } from './dom.js';
import { age, count, share, time } from './format.js';
import { t } from './l10n.js';
import { amount, cellsOf, lines, monitorLabel, renderRows, rowOf, setBadge, table } from './table.js';

const STANDING = {
  alive: ['up', t('alive'), ''],
  suspected: ['degraded', t('suspected'), t('suspectedExplained')],
  isolated: ['degraded', t('isolated'), t('isolatedExplained')],
  silent: ['down', t('silent'), t('silentExplained')],
  left: ['unknown', t('left'), t('leftExplained')],
  waiting: ['degraded', t('waitsForAdmission'), t('waitingExplained')],
};
const MONITOR = [['device', t('monitor')], ['state', t('state')], ['load', t('load')], ['step', t('inStep')], ['since', t('since')], ['place', t('place')]];
const BELOW = [['device', t('device')], ['watchers', t('watchers')]];
const EVENTS = 30;
// Where nobody is near its capacity, the bars show how the monitors compare: the fullest takes two thirds of its own.
const ROOM = 1.5;

/** How a monitor stands: the colour of a state, words, and what that means. */
function standing(word) {
  return Object.hasOwn(STANDING, word) ? STANDING[word] : ['unknown', word, ''];
}

/** Whether all that is missing is another monitor: to list the devices would tell nothing more. */
function isAlone({ devices, below, unwatched, monitors }) {
  return below === devices && unwatched === 0 && monitors.filter(monitor => monitor.alive).length === 1;
}

/** What it comes to: the colour of a state, and a sentence. */
function verdict(told) {
  const { devices, redundancy, exceptions, below, unwatched } = told;
  if (devices === 0) {
    return ['unknown', t('nothingToWatch')];
  }
  if (exceptions) {
    return below === 0 ? ['up', t('allAsSet', count(devices), count(redundancy))]
      : [unwatched > 0 ? 'down' : 'degraded', t('someBelowSet', count(below), count(devices), count(unwatched))];
  }
  if (below === 0) {
    return ['up', redundancy === 1 ? t('eachWatchedByOne', count(devices)) : t('eachWatched', count(devices), count(redundancy))];
  }
  if (unwatched > 0) {
    return ['down', t('someUnwatched', count(unwatched), count(devices), count(below), count(redundancy))];
  }
  if (isAlone(told) && told.monitors.length === 1) {
    return ['maintenance', t('onlyMonitor', count(devices), count(redundancy))];
  }
  return ['degraded', isAlone(told)
    ? t('watchedByOneAlone', count(devices), count(redundancy)) : t('someBelow', count(below), count(devices), count(redundancy))];
}

/** Which part of the capacity of those that count is used: the fair load of each of them. */
function fairLoad(monitors) {
  const alive = monitors.filter(monitor => monitor.alive);
  const sum = of => alive.reduce((total, monitor) => total + monitor[of], 0);
  return sum('capacity') === 0 ? 0 : sum('watches') / sum('capacity');
}

/** How much of its capacity a monitor uses. */
function loadOf({ watches, capacity }) {
  return capacity === 0 ? 0 : watches / capacity;
}

/** What changed from one answer to the next, in words. */
function changes(before, now) {
  const known = new Map(before.monitors.map(monitor => [monitor.id, monitor]));
  const told = [];
  for (const monitor of now.monitors) {
    const former = known.get(monitor.id);
    const label = monitorLabel(monitor);
    if (former?.standing !== monitor.standing) {
      told.push(`${label}: ${former ? `${standing(former.standing)[1]} → ` : ''}${standing(monitor.standing)[1]}`);
    }
    if (former && former.watches !== monitor.watches) {
      told.push(t('watchesNow', label, count(former.watches), count(monitor.watches)));
    }
  }
  if (before.below !== now.below || before.devices !== now.devices || before.redundancy !== now.redundancy) {
    told.push(verdict(now)[1]);
  }
  if (before.policy !== now.policy) {
    told.push(t('policyNow', before.policy, now.policy));
  }
  return told;
}

export class Assignments {
  monitors = new Map();
  devices = new Map();
  told = null;
  events = [];

  constructor(api, hrefOf) {
    this.api = api;
    this.hrefOf = hrefOf;
    this.line = html('span', { class: 'line' });
    this.alarm = html('span', { class: 'badge degraded', hidden: true });
    this.verdict = html('span');
    this.handOver = html('p', { class: 'quiet' }, t('handOverExplained'));
    this.problems = html('div', { class: 'problem', role: 'status' });
    this.policy = html('dd');
    this.redundancy = html('dd');
    this.surplus = html('dd');
    this.view = html('code');
    this.monitorRows = html('tbody');
    this.belowRows = html('tbody');
    this.belowPart = html('div', { hidden: true }, html('h3', {}, t('belowDevices')), table('below', BELOW, this.belowRows));
    this.belowMore = html('p', { class: 'quiet', hidden: true });
    this.belowPart.append(this.belowMore);
    this.eventList = html('ol', { class: 'history' });
    this.content = html('div', {},
      html('p', { class: 'verdict', role: 'status' }, this.verdict), this.handOver, this.problems,
      html('h3', {}, t('monitors')), table('watching', MONITOR, this.monitorRows), html('p', { class: 'quiet' }, t('loadExplained')),
      html('h3', {}, t('seenHere')), this.eventList,
      this.belowPart,
      html('h3', {}, t('plan')),
      html('dl', { class: 'facts' },
        html('dt', {}, t('policy')), this.policy,
        html('dt', {}, t('redundancy')), this.redundancy,
        html('dt', {}, t('surplus')), this.surplus,
        html('dt', {}, t('view')), html('dd', {}, this.view)));
    this.away = html('p', { class: 'problem', hidden: true });
    this.element = html('details', { class: 'card part assignments' },
      html('summary', {}, html('h2', {}, t('assignments')), this.line, this.alarm), this.away, this.content);
    this.element.addEventListener('toggle', () => this.told && this.renderContent(this.told));
  }

  async refresh() {
    try {
      this.render((await this.api.get('/assignments')).content);
      this.away.hidden = true;
      this.content.hidden = false;
    } catch (error) {
      if (!error.status) {
        throw error;
      }
      setText(this.away, error.message);
      setText(this.line, '');
      this.alarm.hidden = true;
      this.away.hidden = false;
      this.content.hidden = true;
    }
  }

  render(told) {
    setText(this.line, verdict(told)[1]);
    const alarms = [told.problems.length > 0 && amount(told.problems.length, 'warning', 'warnings'), !told.settled && t('handOver')].filter(Boolean);
    this.alarm.hidden = alarms.length === 0;
    setText(this.alarm, alarms.join(' · '));
    this.renderEvents(told);
    this.renderContent(told);
  }

  /** What nobody sees is not made. */
  renderContent(told) {
    if (!this.element.open) {
      return;
    }
    const [tone, sentence] = verdict(told);
    setBadge(this.verdict, tone, sentence);
    this.handOver.hidden = told.settled;
    lines(this.problems, told.problems);
    setText(this.policy, told.policy || '–');
    setText(this.redundancy, amount(told.redundancy, 'oneMonitor', 'severalMonitors'));
    setText(this.surplus, amount(told.surplus, 'oneDevice', 'severalDevices'));
    setText(this.view, told.view);
    const fair = fairLoad(told.monitors);
    const whole = Math.min(1, ROOM * Math.max(fair, ...told.monitors.map(loadOf))) || 1;
    renderRows(this.monitors, this.monitorRows, told.monitors, monitor => monitor.id, () => this.makeMonitor(), (row, monitor) => this.renderMonitor(row, monitor, fair, whole));
    this.belowPart.hidden = told.belowDevices.length === 0 || isAlone(told);
    renderRows(this.devices, this.belowRows, told.belowDevices, device => device.id, () => this.makeBelow(), (row, device) => this.renderBelow(row, device));
    const more = told.below - told.belowDevices.length;
    this.belowMore.hidden = more <= 0;
    setText(this.belowMore, t('andMore', count(more)));
  }

  makeMonitor() {
    const cells = cellsOf(MONITOR);
    const name = html('bdi', { class: 'name' });
    const self = html('span', { class: 'quiet' });
    const id = html('code', { class: 'id' });
    const badge = html('span');
    const why = html('span', { class: 'id' });
    const used = svg('rect', { class: 'used', height: 8, width: 0 });
    const fair = svg('line', { class: 'fair', y1: 0, y2: 8 });
    const bar = svg('svg', { class: 'load-bar', viewBox: '0 0 100 8', preserveAspectRatio: 'none', 'aria-hidden': 'true' }, used, fair);
    const load = html('span');
    const due = html('span', { class: 'id' });
    cells.device.append(name, ' ', self, id);
    cells.state.append(badge, why);
    cells.load.append(bar, load, due);
    return { row: rowOf(MONITOR, cells), cells, name, self, id, badge, why, used, fair, bar, load, due };
  }

  renderMonitor(row, monitor, fair, whole) {
    const [tone, words, explained] = standing(monitor.standing);
    const load = loadOf(monitor);
    const counts = monitor.alive && monitor.capacity > 0;
    setText(row.name, monitor.name || t('nameless'));
    setText(row.self, monitor.self ? t('thisOne') : '');
    setText(row.id, monitor.id);
    setBadge(row.badge, tone, words);
    setText(row.why, explained);
    row.bar.classList.toggle('full', load >= 1);
    row.bar.classList.toggle('idle', !monitor.alive);
    row.used.setAttribute('width', Math.min(100, load / whole * 100));
    row.fair.classList.toggle('unseen', !counts);
    const place = Math.min(99, fair / whole * 100);
    row.fair.setAttribute('x1', place);
    row.fair.setAttribute('x2', place);
    setText(row.load, t('loadOf', count(monitor.watches), count(monitor.capacity), share(load)));
    setText(row.due, counts ? t('fairShare', count(Math.round(fair * monitor.capacity))) : '');
    setText(row.cells.step, monitor.alive ? (monitor.inStep ? t('yes') : t('no')) : '–');
    setText(row.cells.since, age(monitor.since, this.api.now()));
    row.cells.since.title = time(monitor.since);
    setText(row.cells.place, [monitor.node, monitor.zone].filter(Boolean).join(' · '));
  }

  makeBelow() {
    const cells = cellsOf(BELOW);
    const link = html('a');
    const id = html('span', { class: 'id' });
    cells.device.append(link, id);
    return { row: rowOf(BELOW, cells), cells, link, id };
  }

  renderBelow(row, device) {
    setText(row.link, device.title || device.id);
    row.link.href = this.hrefOf({ device: device.id });
    setText(row.id, device.id);
    const watchers = device.watchers ?? [];
    setText(row.cells.watchers, watchers.length === 0 ? t('nobody') : watchers.map(watcher => this.watcher(watcher)).join(', '));
    row.cells.watchers.classList.toggle('problem', watchers.length === 0);
  }

  /** One that watches a device, and why it does not count there. */
  watcher(watcher) {
    const word = this.told?.monitors.find(monitor => monitor.id === watcher.id)?.standing ?? 'alive';
    const remark = word !== 'alive' ? standing(word)[1] : watcher.unreached ? t('neverReached') : '';
    return remark ? `${monitorLabel(watcher)}: ${remark}` : monitorLabel(watcher);
  }

  /** What happened while somebody looks on, such as when a monitor fails and others take over. */
  renderEvents(told) {
    const at = this.api.now();
    const news = this.told === null ? [] : changes(this.told, told);
    this.told = told;
    if (news.length === 0 && this.eventList.childElementCount > 0) {
      return;
    }
    this.events = [...news.map(words => ({ at, words })).reverse(), ...this.events].slice(0, EVENTS);
    setChildren(this.eventList, this.events.length === 0 ? [html('li', { class: 'quiet' }, t('nothingYet'))]
      : this.events.map(event => html('li', {}, html('time', {}, time(event.at)), html('span', {}, event.words))));
  }
}
