// SPDX-License-Identifier: Apache-2.0
// What this monitor is, what measures and where the devices come from.
import { html } from './dom.js';
import { age, count } from './format.js';
import { t } from './l10n.js';

const TROUBLE = ['waiting', 'failed'];

export class Overview {
  constructor(api, settings) {
    this.api = api;
    this.monitor = html('div', { class: 'card' });
    this.probes = html('div', { class: 'card' });
    this.sources = html('div', { class: 'card wide' });
    this.settings = settings;
    this.element = html('section', { class: 'overview' }, this.monitor, this.probes, this.sources);
  }

  /** Asks for all three; what does not answer says so in its own place. */
  async refresh() {
    await Promise.all([
      this.fill(this.monitor, '/monitors', t('monitor'), content => this.monitorLines(content)),
      this.fill(this.probes, '/probes', t('probes'), content => this.probeLines(content)),
      this.fill(this.sources, '/sources', t('sources'), content => this.sourceLines(content)),
    ]);
  }

  async fill(card, path, title, lines) {
    let content;
    try {
      content = lines((await this.api.get(path)).content);
    } catch (error) {
      if (!error.status) {
        throw error;
      }
      content = [html('p', { class: 'problem' }, error.message)];
    }
    card.replaceChildren(html('h2', {}, title), ...content);
  }

  monitorLines({ monitors }) {
    const self = monitors.find(monitor => monitor.self);
    const others = monitors.filter(monitor => !monitor.self && monitor.alive).length;
    return self ? [
      html('p', {}, html('strong', {}, self.name), ' ', html('code', { title: self.id }, self.id.slice(0, 12))),
      html('p', {}, html('strong', {}, count(self.watches)), ` ${t('devicesWatched')}`),
      others > 0 && html('p', {}, html('strong', {}, count(others)), ` ${t(others === 1 ? 'otherMonitor' : 'otherMonitors')}`),
      html('p', {}, html('a', { href: this.settings }, t('settings'))),
    ].filter(Boolean) : [];
  }

  probeLines({ probes }) {
    return probes.length === 0 ? [html('p', { class: 'problem' }, t('noProbe'))] : probes.map(probe => html('p', {},
      html('strong', {}, probe.name), html('span', { class: 'counters' },
        // The first two always, of the others those that counted something.
        ...Object.entries(probe.counters).filter(([, value], index) => index < 2 || value > 0).map(([name, value]) => html('span', {}, `${name} `, html('b', {}, count(value)))))));
  }

  sourceLines({ sources, devices }) {
    return sources.length === 0 ? [html('p', { class: 'problem' }, t('noSource'))] : [
      html('p', {}, html('strong', {}, count(devices)), ` ${t('inInventory')}`),
      ...sources.map(source => html('p', { class: TROUBLE.includes(source.state) ? 'problem' : null },
        html('strong', { title: source.location }, source.name), ` ${t(source.state)}`,
        source.checked ? `, ${t('checked', age(source.checked, this.api.now()))}` : '', ' · ',
        html('span', { class: 'message' }, source.message))),
    ];
  }
}
