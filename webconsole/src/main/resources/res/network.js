// SPDX-License-Identifier: Apache-2.0
// The network and the store that its monitors share. A newcomer's name is what it calls itself: text, never markup.
import { ARMED_FOR, onPress, post } from './actions.js';
import { html, setText } from './dom.js';
import { age, bytes, count, duration } from './format.js';
import { t } from './l10n.js';
import { amount, cellsOf, lines, renderRows, rowOf, setBadge, table } from './table.js';

const HEARTBEATS = 3;
const TRUST = { trusted: ['up', t('trusted')], doubted: ['degraded', t('doubted')], away: ['down', t('away')] };
const LINK = [['device', t('link')], ['state', t('trust')], ['since', t('since')], ['waiting', t('waits')], ['day', t('logPerDay')], ['reason', t('reason')]];
const MEMBER = [['device', t('monitor')], ['state', t('state')], ['silence', t('silence')], ['clock', t('clock')], ['action', '']];
const SETTINGS = [
  { name: 'admission', fallback: 'approved', explained: t('admissionExplained'), choices: ['approved', 'open'] },
  { name: 'heartbeat', fallback: 'PT1M', explained: t('heartbeatExplained') },
  { name: 'generation', fallback: '0', explained: t('generationExplained') },
];
// Shown as the table of members.
const ADMITTED = 'admitted';

const heard = ({ silence, heartbeat }) => silence < HEARTBEATS * heartbeat;

/** Who does not belong to the network and is not heard either was dismissed, or has gone: it waits for nothing. */
const waits = member => !member.admitted && heard(member);

/** How a member is: the colour of a state, and a word. */
function state(member) {
  if (!member.admitted) {
    return waits(member) ? ['degraded', t('waitsForAdmission')] : ['unknown', t('notAdmitted')];
  }
  if (member.self) {
    return ['up', t('thisOne')];
  }
  return heard(member) ? ['up', t('alive')] : ['down', t('silent')];
}

export class Network {
  links = new Map();
  members = new Map();
  settings = new Map();
  administrator = null;
  acting = 0;

  constructor(api, actions) {
    this.api = api;
    this.actions = actions;
    this.line = html('span');
    this.alarm = html('span', { class: 'badge degraded', hidden: true });
    this.problems = html('div', { class: 'problem', role: 'status' });
    this.outcome = html('p', { class: 'problem', role: 'alert', hidden: true });
    this.monitor = html('code');
    this.id = html('code');
    this.key = html('dd');
    this.amount = html('dd');
    this.alone = html('p', { class: 'quiet' }, t('alone'));
    this.linkRows = html('tbody');
    this.linkTable = table('links', LINK, this.linkRows);
    this.refusals = html('div', { class: 'quiet' });
    this.memberRows = html('tbody');
    this.nameWarning = html('p', { class: 'quiet' }, t('compareIds'));
    this.settingRows = html('div', { class: 'settings' });
    this.content = html('div', {},
      this.problems, this.outcome,
      html('dl', { class: 'facts' },
        html('dt', {}, t('thisMonitor')), html('dd', {}, this.monitor),
        html('dt', {}, t('network')), html('dd', {}, this.id),
        html('dt', {}, t('key')), this.key,
        html('dt', {}, t('store')), this.amount),
      html('h3', {}, t('links')), this.alone, this.linkTable, this.refusals,
      html('h3', {}, t('monitors')), this.nameWarning, table('members', MEMBER, this.memberRows),
      html('h3', {}, t('networkSettings')), this.settingRows);
    this.away = html('p', { class: 'problem', hidden: true });
    this.element = html('details', { class: 'card part network' },
      html('summary', {}, html('h2', {}, t('network')), this.line, this.alarm), this.away, this.content);
  }

  async refresh() {
    try {
      const acting = this.acting;
      const [store, network] = await Promise.all([this.api.get('/store'), this.api.get('/network')]);
      // What was asked before something was changed is old.
      if (acting === this.acting) {
        this.away.hidden = true;
        this.content.hidden = false;
        this.render(store.content, network.content);
      }
    } catch (error) {
      if (!error.status) {
        throw error;
      }
      setText(this.away, error.message);
      setText(this.line, '');
      this.away.hidden = false;
      this.content.hidden = true;
    }
  }

  render(store, network) {
    const waiting = network.members.filter(waits).length;
    const admitted = network.members.filter(member => member.admitted).length;
    const untrusted = store.links.filter(link => link.trust !== 'trusted').length;
    setText(this.line, [
      network.id.slice(0, 12), amount(admitted, 'oneAdmitted', 'monitorsAdmitted'),
      store.links.length === 0 ? t('noLinkShort') : t('linksTrusted', count(store.links.length - untrusted), count(store.links.length)),
    ].join(' · '));
    const alarms = [waiting > 0 && amount(waiting, 'newcomer', 'newcomers'), store.problems.length > 0 && amount(store.problems.length, 'warning', 'warnings')].filter(Boolean);
    this.alarm.hidden = alarms.length === 0;
    setText(this.alarm, alarms.join(' · '));
    lines(this.problems, store.problems);
    setText(this.monitor, store.monitor);
    setText(this.id, network.id);
    setText(this.key, network.administrator ? t('keyHere') : t('keyElsewhere'));
    setText(this.amount, t('storeAmount', count(store.entries), bytes(store.octets), count(store.mirrored)));
    this.alone.hidden = store.links.length > 0;
    this.linkTable.hidden = store.links.length === 0;
    renderRows(this.links, this.linkRows, store.links, (link, index) => `${index} ${link.name}`, () => this.makeLink(), (row, link) => this.renderLink(row, link));
    lines(this.refusals, store.refusals.map(refusal => t('refused', count(refusal.count), refusal.reason)));
    this.nameWarning.hidden = waiting === 0 || !network.administrator;
    renderRows(this.members, this.memberRows, network.members, member => member.id, () => this.makeMember(),
      (row, member) => this.renderMember(row, member, network));
    this.renderSettings(network);
  }

  makeLink() {
    const cells = cellsOf(LINK);
    const trust = html('span');
    cells.state.append(trust);
    return { row: rowOf(LINK, cells), cells, trust };
  }

  renderLink({ cells, trust }, link) {
    setText(cells.device, link.name);
    setBadge(trust, ...TRUST[link.trust]);
    setText(cells.since, age(link.since, this.api.now()));
    setText(cells.waiting, link.waiting ? t('yes') : t('no'));
    setText(cells.day, bytes(link.loggedPerDay));
    lines(cells.reason, [link.problem, ...link.warnings].filter(Boolean));
    cells.reason.hidden = false;
  }

  makeMember() {
    const cells = cellsOf(MEMBER);
    const name = html('bdi', { class: 'name' });
    const id = html('code', { class: 'id' });
    const how = html('span');
    const button = html('button', { type: 'button' });
    cells.device.append(name, id);
    cells.state.append(how);
    cells.action.append(button);
    const made = { row: rowOf(MEMBER, cells), cells, name, id, how, button, member: null, armed: 0 };
    onPress(button, () => this.press(made));
    return made;
  }

  renderMember(row, member, { administrator, settings }) {
    const open = settings.admission === 'open';
    row.member = member;
    setText(row.name, member.name ?? t('nameless'));
    setText(row.id, member.id);
    setBadge(row.how, ...state(member));
    setText(row.cells.silence, member.self ? '–' : duration(member.silence));
    setText(row.cells.clock, member.clockSynchronised ? t('clockRight') : t('clockWrong'));
    // In an open network everybody belongs: to dismiss would change nothing.
    row.button.hidden = !administrator || (member.admitted && (member.self || open));
    this.label(row);
  }

  label(row) {
    const armed = Date.now() - row.armed < ARMED_FOR;
    setText(row.button, !row.member.admitted ? t('admit') : armed ? t('reallyDismiss') : t('dismiss'));
  }

  /** To admit is undone with one click; to dismiss asks for a second. */
  press(row) {
    if (!row.member.admitted) {
      this.act('admit', { id: row.member.id }, row.button);
    } else if (Date.now() - row.armed < ARMED_FOR) {
      row.armed = 0;
      this.act('dismiss', { id: row.member.id }, row.button);
    } else {
      row.armed = Date.now();
      this.label(row);
      setTimeout(() => this.label(row), ARMED_FOR);
    }
  }

  /** What somebody is writing stays, until it is saved or undone. */
  renderSettings({ settings, administrator }) {
    if (this.administrator !== administrator) {
      this.administrator = administrator;
      this.settings.clear();
    }
    const known = SETTINGS.map(setting => setting.name);
    const others = Object.keys(settings).filter(name => name !== ADMITTED && !known.includes(name));
    const all = [...SETTINGS, ...others.map(name => ({ name, fallback: '', explained: t('unknownSetting') }))];
    renderRows(this.settings, this.settingRows, all, setting => setting.name, () => ({ row: null }), (row, setting) => {
      row.row ??= this.makeSetting(row, setting);
      const value = Object.hasOwn(settings, setting.name) ? settings[setting.name] : undefined;
      this.fillSetting(row, setting, value);
    });
  }

  makeSetting(row, setting) {
    row.saved = null;
    row.field = !this.administrator ? html('output')
      : setting.choices ? html('select', {}, ...setting.choices.map(choice => html('option', { value: choice }, choice)))
        : html('input', { type: 'text', autocomplete: 'off', spellcheck: 'false', maxlength: 1000 });
    row.save = html('button', { type: 'submit', disabled: true }, t('save'));
    row.undo = html('button', { type: 'button' }, t('toDefault'));
    row.undo.addEventListener('click', () => this.save(row, setting, ''));
    const form = html('form', {}, html('label', {}, html('b', {}, setting.name), row.field),
      this.administrator && row.save, this.administrator && row.undo, html('p', { class: 'quiet' }, setting.explained));
    row.field.addEventListener('input', () => { row.save.disabled = row.field.value === row.saved; });
    form.addEventListener('submit', event => {
      event.preventDefault();
      this.save(row, setting, row.field.value);
    });
    return form;
  }

  fillSetting(row, setting, value) {
    const shown = value ?? setting.fallback;
    row.undo.hidden = value === undefined;
    if (row.saved !== shown) {
      const untouched = row.saved === null || row.field.value === row.saved;
      row.saved = shown;
      if (untouched) {
        row.field.value = shown;
      }
      row.save.disabled = row.field.value === shown;
    }
  }

  async save(row, { name }, value) {
    if (await this.act('set', { name, value }, row.save)) {
      // What was written is what the next answer tells.
      row.saved = null;
      await this.refresh();
    }
  }

  async act(action, parameters, button) {
    button.disabled = true;
    const problem = await post(this.actions, action, parameters);
    button.disabled = false;
    this.acting++;
    setText(this.outcome, problem);
    this.outcome.hidden = problem === '';
    if (action !== 'set') {
      await this.refresh();
    }
    return problem === '';
  }
}
