// SPDX-License-Identifier: Apache-2.0
// What a device says of itself: its system group, its interfaces, and their traffic. All of it is the device's own word.
import { html, setChildren, setPicture, setText } from './dom.js';
import { age, bitsPerSecond, duration, sign, time } from './format.js';
import { t } from './l10n.js';
import { sparkline, trafficChart } from './traffic.js';

const PICTURE_EVERY = 30000;
const SPARKLINES_EVERY = 120000;
const OLD_AFTER = 300000;
const TRAFFIC = 'metric=in-octets&metric=out-octets';
const COLUMNS = [['interface', t('interface')], ['status', t('status')], ['traffic', t('now')], ['lastDay', t('lastDay')]];
const OPER = {
  up: t('ifUp'), down: t('ifDown'), testing: t('ifTesting'), unknown: t('ifUnknown'), dormant: t('ifDormant'),
  'not-present': t('ifNotPresent'), 'lower-layer-down': t('ifLowerLayerDown'),
};

/** The words for a status, and the state of a device whose colour it has. Only what the inventory knows is missed when it is down. */
function status({ admin, oper, port }) {
  if (admin === 'down') {
    return { words: t('ifDisabled'), tone: 'unknown', mark: '–' };
  }
  const tone = { up: 'up', testing: 'maintenance', dormant: 'degraded', unknown: 'unknown' }[oper] ?? (port ? 'down' : 'unknown');
  return { words: OPER[oper] ?? oper, tone, mark: sign(oper === 'unknown' || tone !== 'unknown' ? tone : 'down') };
}

function bidi(text) {
  return html('bdi', {}, text);
}

export class Snmp {
  wanted = null;
  chosen = null;
  rows = new Map();
  drawn = { key: null, at: 0 };
  day = { path: null, at: 0, answer: null };

  constructor(api, hrefOf, ranges) {
    this.api = api;
    this.hrefOf = hrefOf;
    this.problem = html('p', { class: 'problem', role: 'status' });
    this.heading = html('h3');
    this.picture = html('div');
    this.traffic = html('div', {}, html('div', { class: 'bar' }, this.heading, ranges), this.picture);
    this.tbody = html('tbody');
    this.nothing = html('p', { class: 'quiet' });
    this.table = html('table', { class: 'interfaces' },
      html('thead', {}, html('tr', {}, ...COLUMNS.map(([column, name]) => html('th', { scope: 'col', class: column }, name)))),
      this.tbody);
    this.frame = html('div', { class: 'scroll' }, this.table);
    this.system = html('dl', { class: 'facts' });
    this.element = html('section', { 'aria-label': 'SNMP', hidden: true },
      this.problem, this.traffic, html('h3', {}, t('interfaces')), this.nothing, this.frame, html('h3', {}, t('ofItself')), this.system);
  }

  /** Forgets the device before. */
  clear() {
    this.chosen = null;
    this.rows.clear();
    this.tbody.replaceChildren();
    this.picture.replaceChildren();
    this.drawn = { key: null, at: 0 };
    this.element.hidden = true;
  }

  render({ snmp }) {
    this.element.hidden = snmp === undefined;
    if (snmp === undefined) {
      return;
    }
    this.problem.hidden = snmp.problem === undefined;
    this.table.classList.toggle('old', snmp.problem !== undefined && !(this.api.now() - Date.parse(snmp.lastAnswer) < OLD_AFTER));
    setText(this.problem, `SNMP: ${snmp.problem}`);
    this.choose(snmp.interfaces);
    this.renderInterfaces(snmp.interfaces);
    this.renderSystem(snmp);
  }

  /** The interface that the address names, else one that is measured, with traffic if may be; it stays until another is named. */
  choose(interfaces) {
    const measured = interfaces.filter(each => each.measured);
    const named = measured.find(each => each.instance === this.wanted);
    const before = measured.find(each => each.instance === this.chosen?.instance);
    this.chosen = named ?? before ?? measured.find(each => each.in > 0 || each.out > 0) ?? measured[0] ?? null;
    this.traffic.hidden = this.chosen === null;
    if (this.chosen !== null) {
      this.heading.replaceChildren(`${t('traffic')} · `, bidi(this.chosen.instance));
    }
  }

  renderInterfaces(interfaces) {
    const inOrder = [...interfaces.filter(each => each.measured), ...interfaces.filter(each => !each.measured)];
    setChildren(this.tbody, inOrder.map(each => this.renderRow(each)));
    const instances = new Set(inOrder.map(each => each.instance));
    [...this.rows.keys()].filter(instance => !instances.has(instance)).forEach(instance => this.rows.delete(instance));
    this.frame.hidden = inOrder.length === 0;
    this.nothing.hidden = inOrder.length > 0;
    setText(this.nothing, t('noInterface'));
  }

  makeRow() {
    const cells = Object.fromEntries(COLUMNS.map(([column, name]) => [column, html('td', { class: column, 'data-label': name })]));
    const link = html('a', {}, html('bdi'));
    const alias = html('bdi', { class: 'id' });
    const badge = html('span');
    const speed = html('span', { class: 'id' });
    const incoming = html('span');
    const outgoing = html('span');
    cells.interface.append(link, alias);
    cells.status.append(badge, speed);
    cells.traffic.append(
      html('div', {}, html('span', { class: 'sign in', 'aria-hidden': 'true' }, '↓'), html('span', { class: 'unseen' }, `${t('in')} `), incoming),
      html('div', {}, html('span', { class: 'sign out', 'aria-hidden': 'true' }, '↑'), html('span', { class: 'unseen' }, `${t('out')} `), outgoing));
    const row = html('tr', {}, ...COLUMNS.map(([column]) => cells[column]));
    row.addEventListener('click', event => {
      if (!event.target.closest('a') && getSelection().isCollapsed) {
        link.click();
      }
    });
    return { row, cells, link, alias, badge, speed, incoming, outgoing, measured: false, state: null, day: null };
  }

  renderRow(each) {
    const known = this.rows.get(each.instance) ?? this.makeRow();
    this.rows.set(each.instance, known);
    const { row, link, alias, badge, speed } = known;
    setText(link.firstChild, each.instance);
    const selected = each.instance === this.chosen?.instance;
    if (each.measured) {
      link.href = this.hrefOf({ instance: each.instance });
    } else {
      link.removeAttribute('href');
    }
    if (selected) {
      link.setAttribute('aria-current', 'true');
    } else {
      link.removeAttribute('aria-current');
    }
    row.classList.toggle('selected', selected);
    row.classList.toggle('unmeasured', !each.measured);
    setText(alias, each.alias ?? (each.description === each.name ? '' : each.description ?? ''));
    const { words, tone, mark } = status(each);
    if (known.state !== `${words} ${tone}`) {
      known.state = `${words} ${tone}`;
      badge.className = `badge ${tone}`;
      badge.replaceChildren(html('span', { class: 'sign', 'aria-hidden': 'true' }, mark), words);
    }
    badge.title = `ifAdminStatus ${each.admin}, ifOperStatus ${each.oper}`;
    setText(speed, each.speed ? bitsPerSecond(each.speed) : '');
    setText(known.incoming, bitsPerSecond(each.in));
    setText(known.outgoing, bitsPerSecond(each.out));
    known.measured = each.measured;
    this.drawDay(known, each.instance);
    return row;
  }

  drawDay(known, instance) {
    const { answer } = this.day;
    if (known.measured && answer !== null && known.day !== answer) {
      known.day = answer;
      known.cells.lastDay.replaceChildren(sparkline(answer, instance));
    }
  }

  renderSystem({ endpoint, lastAnswer, system = {} }) {
    const facts = [
      [t('name'), system.name],
      [t('description'), system.description],
      [t('location'), system.location],
      [t('contact'), system.contact],
      [t('uptime'), system.uptime === undefined ? undefined : duration(system.uptime)],
      ['sysObjectID', system.objectId],
      [t('askedAs'), endpoint],
      [t('lastAnswer'), lastAnswer ? t('ago', age(lastAnswer, this.api.now())) : '–', time(lastAnswer)],
    ].filter(([, value]) => value);
    setChildren(this.system, facts.flatMap(([name, value, title], index) => {
      const [dt, dd] = [this.system.children[2 * index] ?? html('dt'), this.system.children[2 * index + 1] ?? html('dd', {}, html('bdi'))];
      setText(dt, name);
      setText(dd.firstChild, value);
      dd.title = title ?? '';
      return [dt, dd];
    }));
  }

  async refreshPictures(path, range) {
    if (!this.element.hidden && this.chosen !== null) {
      await Promise.all([this.refreshTraffic(path, range, this.chosen.instance), this.refreshSparklines(path)]);
    }
  }

  async refreshTraffic(path, range, instance) {
    const key = `${path} ${instance} ${range.seconds}`;
    if (this.drawn.key === key && Date.now() - this.drawn.at < PICTURE_EVERY) {
      return;
    }
    this.drawn = { key, at: Date.now() };
    let picture;
    try {
      const query = `${TRAFFIC}&instance=${encodeURIComponent(instance)}&from=-${range.seconds}&resolution=${range.traffic}`;
      picture = trafficChart((await this.api.get(`${path}/series?${query}`)).content, instance);
    } catch (error) {
      picture = html('p', { class: 'quiet' }, t('noArchive', error.message));
    }
    if (this.drawn.key === key) {
      setPicture(this.picture, picture);
    }
  }

  async refreshSparklines(path) {
    if (this.day.path === path && Date.now() - this.day.at < SPARKLINES_EVERY) {
      return;
    }
    const day = { path, at: Date.now(), answer: null };
    this.day = day;
    try {
      day.answer = (await this.api.get(`${path}/series?${TRAFFIC}&instance=*&from=-86400&resolution=PT30M`)).content;
    } catch {
      // The large picture tells why.
      return;
    }
    if (this.day === day) {
      this.rows.forEach((known, instance) => this.drawDay(known, instance));
    }
  }
}
