// SPDX-License-Identifier: Apache-2.0
// One device: how it is and was, and what stands around it.
import { chart } from './chart.js';
import { html, setPicture, setText } from './dom.js';
import { age, milliseconds, share, sign, time } from './format.js';
import { t } from './l10n.js';
import { Snmp } from './snmp.js';
import { monitorLabel } from './table.js';

// How far back, its name, and the interval of a point: about as many points as the picture can show, and as there are.
const RANGES = [
  { seconds: 3600, unit: 'hours', amount: 1, rtt: 'PT30S', traffic: 'PT1M' },
  { seconds: 6 * 3600, unit: 'hours', amount: 6, rtt: 'PT2M', traffic: 'PT2M' },
  { seconds: 24 * 3600, unit: 'hours', amount: 24, rtt: 'PT10M', traffic: 'PT10M' },
  { seconds: 7 * 86400, unit: 'days', amount: 7, rtt: 'PT1H', traffic: 'PT1H' },
];
// Other monitors share summaries of 5 min; RANGES has shorter ones of what this monitor measured.
const SHARED = { 'PT30S': 'PT5M', 'PT2M': 'PT5M' };
// A picture changes slowly; the states around it do not wait for it.
const PICTURE_EVERY = 30000;
const SHARERS_EVERY = 300000;

export function badge(state) {
  return html('span', { class: `badge ${state}` }, html('span', { class: 'sign', 'aria-hidden': 'true' }, sign(state)), t(state));
}

export class Detail {
  range = RANGES[1];
  shown = null;
  etag = null;
  pictured = 0;
  sharers = { key: '', at: 0 };
  monitors = new Map();
  measuredHere = true;

  constructor(api, hrefOf, onclose) {
    this.api = api;
    this.hrefOf = hrefOf;
    this.heading = html('h2', { tabindex: '-1' });
    this.summary = html('div', { class: 'summary' });
    this.picture = html('div');
    this.measuredBy = html('select', { onchange: () => this.drawAnew() });
    this.choice = html('label', { class: 'measured-by', hidden: true }, t('measuredBy'), ' ', this.measuredBy);
    this.body = html('div');
    this.error = html('p', { class: 'problem', hidden: true });
    this.ranges = [];
    this.snmp = new Snmp(api, hrefOf, this.rangeButtons());
    this.element = html('section', { class: 'detail', 'aria-label': t('device'), hidden: true },
      html('div', { class: 'bar' }, this.heading,
        html('button', { type: 'button', class: 'close', onclick: onclose, 'aria-label': t('close'), title: t('close') }, '✕')),
      this.error, this.summary,
      html('div', { class: 'bar' }, html('h3', {}, t('chart')),
        this.rangeButtons()),
      this.choice, this.picture, this.snmp.element, this.body);
  }

  /** Buttons for the period. There are some at each picture; all say the same. */
  rangeButtons() {
    const buttons = RANGES.map(range => html('button', {
      type: 'button', 'aria-pressed': String(range === this.range), onclick: () => this.setRange(range),
    }, t(range.unit, range.amount)));
    this.ranges.push(buttons);
    return html('div', { class: 'ranges', role: 'group', 'aria-label': t('window') }, ...buttons);
  }

  setRange(range) {
    this.range = range;
    this.ranges.forEach(buttons => buttons.forEach((button, index) =>
      button.setAttribute('aria-pressed', String(RANGES[index] === range))));
    this.drawAnew();
  }

  drawAnew() {
    this.pictured = 0;
    this.refresh();
  }

  /** Shows a device and an interface of it, or none. */
  show(device, instance) {
    this.snmp.wanted = instance;
    if (device === this.shown) {
      return;
    }
    this.shown = device;
    this.etag = null;
    this.pictured = 0;
    this.offer([]);
    this.sharers.at = 0;
    this.element.hidden = device === null;
    this.heading.textContent = device ?? '';
    this.summary.replaceChildren();
    this.picture.replaceChildren();
    this.body.replaceChildren();
    this.snmp.clear();
    this.error.hidden = true;
    if (device !== null) {
      this.element.scrollTop = 0;
      this.heading.focus({ preventScroll: true });
    }
  }

  async refresh() {
    const device = this.shown;
    if (device === null) {
      return;
    }
    const path = `/devices/${encodeURIComponent(device).replaceAll('%3A', ':')}`;
    try {
      const { etag, content } = await this.api.get(path);
      if (device !== this.shown) {
        return;
      }
      this.error.hidden = true;
      const observations = content.observations ?? [];
      this.monitors = new Map([...observations.map(({ monitor, name }) => ({ id: monitor, name })), ...content.watchers ?? []].map(monitor => [monitor.id, monitor]));
      this.measuredHere = content.measuredBy !== undefined || observations.length === 0 || observations.some(seen => seen.self);
      this.renderSummary(content);
      this.snmp.render(content);
      if (etag !== this.etag) {
        this.etag = etag;
        this.renderBody(content);
      }
    } catch (error) {
      if (device === this.shown) {
        this.error.hidden = false;
        setText(this.error, error.status ? error.message : t('neverAnswered'));
      }
      return;
    }
    await Promise.all([
      Date.now() - this.pictured >= PICTURE_EVERY && this.refreshPicture(device, path),
      Date.now() - this.sharers.at >= SHARERS_EVERY && this.refreshSharers(device, path),
      this.snmp.refreshPictures(path, this.range),
    ]);
  }

  /** Which other monitors share what they measured of the device. */
  async refreshSharers(device, path) {
    this.sharers.at = Date.now();
    let monitors;
    try {
      monitors = (await this.api.get(`${path}/monitors`)).content.monitors;
    } catch {
      return;
    }
    if (device === this.shown) {
      this.offer(monitors);
    }
  }

  /** Offers a choice where there is one. */
  offer(monitors) {
    const labels = monitors.map(id => monitorLabel(this.monitors.get(id) ?? { id }));
    const key = labels.join('\n');
    if (key === this.sharers.key) {
      return;
    }
    this.sharers.key = key;
    const chosen = this.measuredBy.value;
    this.measuredBy.replaceChildren(html('option', { value: '' }, t('thisMonitor')),
      ...monitors.map((id, index) => html('option', { value: id }, labels[index])));
    // Where this monitor has measured nothing, what another one did is better than an empty picture.
    this.measuredBy.value = monitors.includes(chosen) ? chosen : this.measuredHere ? '' : monitors[0] ?? '';
    this.pictured = this.measuredBy.value === chosen ? this.pictured : 0;
    this.choice.hidden = monitors.length === 0;
  }

  async refreshPicture(device, path) {
    const range = this.range;
    const monitor = this.measuredBy.value;
    let picture;
    try {
      const query = monitor === '' ? `resolution=${range.rtt}`
        : `resolution=${SHARED[range.rtt] ?? range.rtt}&monitor=${encodeURIComponent(monitor)}`;
      const { content } = await this.api.get(`${path}/series?metric=rtt&from=-${range.seconds}&${query}`);
      picture = chart(content);
      if (content.missing > 0) {
        picture = html('div', {}, picture, html('p', { class: 'quiet' }, t('piecesMissing', content.missing)));
      }
    } catch (error) {
      picture = html('p', { class: 'quiet' }, t('noArchive', error.message));
    }
    if (device === this.shown && range === this.range && monitor === this.measuredBy.value) {
      this.pictured = Date.now();
      setPicture(this.picture, picture);
    }
  }

  renderSummary(device) {
    setText(this.heading, device.title);
    const now = this.api.now();
    this.summary.replaceChildren(...[
      html('p', { class: 'verdict' }, badge(device.state), ' ', device.since ? html('span', { title: time(device.since) }, age(device.since, now)) : '',
        ' · ', device.reason),
      this.measuredHere && html('dl', { class: 'figures' },
        ...[[t('rtt'), milliseconds(device.rtt)], [t('loss'), share(device.loss)],
          [t('lastSample'), device.lastSample ? t('ago', age(device.lastSample, now)) : '–'],
          [t('lastAnswer'), device.lastAnswer ? t('ago', age(device.lastAnswer, now)) : '–']]
          .map(([name, value]) => html('div', {}, html('dt', {}, name), html('dd', {}, value)))),
      html('p', { class: 'quiet' }, this.measuredHere ? t('figuresHere') : t('figuresElsewhere')),
      ...this.observations(device, now),
    ].filter(Boolean));
  }

  /** What each monitor that watches it sees. */
  observations({ observations = [], agreement }, now) {
    return observations.length === 0 ? [] : [
      html('p', { class: `agreement ${agreement}` }, t(agreement)),
      html('ul', { class: 'observations' }, ...observations.map(seen => html('li', {},
        badge(seen.state), html('bdi', { title: seen.monitor }, monitorLabel({ id: seen.monitor, name: seen.name })), seen.self && html('span', { class: 'quiet' }, t('thisOne')),
        html('span', { class: 'quiet', title: time(seen.since) }, age(seen.since, now)),
        !seen.reached && html('span', { class: 'quiet' }, t('neverReached')),
        !seen.counts && html('span', { class: 'quiet' }, t('doesNotCount'))))),
    ];
  }

  renderBody(device) {
    const facts = [
      [t('addresses'), device.addresses.join('\n')],
      [t('node'), device.node],
      [t('zone'), device.zone],
      [t('type'), device.type],
      [t('status'), device.status],
      [t('id'), device.id],
      [t('position'), device.position && `${device.position.latitude}, ${device.position.longitude}`],
      [t('snmp'), device.snmpPorts.map(port => port.name ?? port.index ?? port.key).join(', ')],
      [t('watchers'), (device.watchers ?? []).map(monitorLabel).join('\n')],
    ].filter(([, value]) => value);
    this.body.replaceChildren(
      html('h3', {}, t('history')),
      device.transitions.length === 0 ? html('p', { class: 'quiet' }, t('noHistory'))
        : html('ol', { class: 'history' }, ...device.transitions.map(change => html('li', {},
          html('time', { datetime: change.at }, time(change.at)), badge(change.to), html('span', {}, change.reason)))),
      html('h3', {}, t('links')),
      device.links.length === 0 ? html('p', { class: 'quiet' }, t('noLink'))
        : html('ul', { class: 'links' }, ...device.links.map(link => html('li', {},
          link.peerState ? badge(link.peerState) : html('span', { class: 'badge none' }, '·'),
          link.peerTitle ? html('a', { href: this.hrefOf({ device: link.peer }) }, link.peerTitle) : html('span', {}, link.peer),
          html('span', { class: 'quiet' }, link.type)))),
      html('h3', {}, t('details')),
      html('dl', { class: 'facts' }, ...facts.flatMap(([name, value]) => [html('dt', {}, name), html('dd', {}, value)])));
  }
}
