// SPDX-License-Identifier: Apache-2.0
// Who announces itself, and how this monitor is announced. All of it is what others say of themselves: text, never markup.
import { buttonPressedTwice, onPress, post } from './actions.js';
import { html, setText } from './dom.js';
import { age, count, milliseconds, time } from './format.js';
import { t } from './l10n.js';
import { amount, cellsOf, monitorLabel, renderRows, rowOf, setBadge, table } from './table.js';

const FOUND = [['device', t('monitor')], ['belongs', t('network')], ['store', t('store')], ['where', t('address')], ['release', t('release')],
  ['channels', t('channels')], ['since', t('seen')], ['reason', t('objection')], ['action', '']];
const CHANNEL = [['device', t('channel')], ['state', t('state')], ['announced', t('announced')], ['number', t('found')], ['reason', t('reason')]];
const STATE = { working: ['up', t('works')], absent: ['unknown', t('absentHere')], failing: ['degraded', t('fails')] };
const LITERAL = /^[0-9A-Fa-f:.]+$/;

const hostPort = (host, port) => `${host.includes(':') ? `[${host}]` : host}:${port}`;

/** Where its console is, as far as this monitor would go there itself. */
function consoleOf({ address, httpsPort, objection }) {
  return httpsPort && !objection && LITERAL.test(address) ? `https://${hostPort(address, httpsPort)}/system/console/dimon` : null;
}

function storeOf({ role, storePort, distance }) {
  return [
    role === 'offers' ? t('offersStore', storePort) : role === 'uses' ? t('usesStore') : '–',
    distance !== undefined && t('answeredIn', milliseconds(distance)),
  ].filter(Boolean).join(' · ');
}

export class Discovered {
  found = new Map();
  channels = new Map();
  acting = 0;
  proposal = null;
  announced = false;

  constructor(api, actions) {
    this.api = api;
    this.actions = actions;
    this.line = html('span');
    this.alarm = html('span', { hidden: true });
    this.outcome = html('p', { role: 'alert', hidden: true });
    this.proposalText = html('bdi');
    this.proposalPart = html('div', { class: 'proposal', role: 'status', hidden: true }, html('p', {}, this.proposalText),
      buttonPressedTwice(t('useStore'), t('reallyUse'),
        () => ({ id: this.proposal.id, address: this.proposal.address, port: this.proposal.storePort }),
        (parameters, button) => this.act('use-store', parameters, button, t('storeUsed', hostPort(parameters.address, parameters.port)))));
    this.announcement = html('span');
    this.announce = html('button', { type: 'button' });
    onPress(this.announce, () => this.act(this.announced ? 'unpublish' : 'publish', {}, this.announce, ''));
    this.nobody = html('p', { class: 'quiet' }, t('nobodyFound'));
    this.foundRows = html('tbody');
    this.foundPart = html('div', {}, html('p', { class: 'quiet' }, t('theirOwnWord')), table('found', FOUND, this.foundRows));
    this.joinNote = html('p', { class: 'quiet' }, t('joinExplained'));
    this.channelRows = html('tbody');
    this.content = html('div', {},
      this.outcome, this.proposalPart, this.nobody, this.foundPart, this.joinNote,
      html('h3', {}, t('channels')),
      html('p', { class: 'bar' }, this.announcement, this.announce), html('p', { class: 'quiet' }, t('announceExplained')),
      table('channels', CHANNEL, this.channelRows));
    this.away = html('p', { class: 'problem', hidden: true });
    this.element = html('details', { class: 'card part discovered' },
      html('summary', {}, html('h2', {}, t('discovered')), this.line, this.alarm), this.away, this.content);
  }

  async refresh() {
    try {
      const acting = this.acting;
      const { content } = await this.api.get('/discovered');
      // What was asked before something was changed is old.
      if (acting === this.acting) {
        this.away.hidden = true;
        this.content.hidden = false;
        this.render(content);
      }
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
    const on = told.channels.filter(channel => channel.announced).map(channel => channel.name).join(', ');
    const announced = !told.announced ? t('notAnnounced') : on ? t('announcedOn', on) : t('announcedNowhere');
    const failing = told.channels.filter(channel => channel.state === 'failing').length;
    setText(this.line, `${amount(told.found.length, 'oneFound', 'severalFound')} · ${announced}`);
    this.alarm.hidden = !told.proposal && failing === 0;
    this.alarm.className = `badge ${failing > 0 ? 'degraded' : 'maintenance'}`;
    setText(this.alarm, [told.proposal && t('storeProposed'), failing > 0 && amount(failing, 'warning', 'warnings')].filter(Boolean).join(' · '));
    this.announced = told.announced;
    setText(this.announcement, announced);
    setText(this.announce, told.announced ? t('unpublish') : t('publish'));
    this.proposalPart.hidden = !told.proposal;
    if (told.proposal) {
      this.proposal = told.proposal;
      setText(this.proposalText, t('proposal', monitorLabel(told.proposal), hostPort(told.proposal.address, told.proposal.storePort)));
    }
    this.nobody.hidden = told.found.length > 0;
    this.foundPart.hidden = told.found.length === 0;
    this.monitor = told.monitor;
    renderRows(this.found, this.foundRows, told.found, found => found.id, () => this.makeFound(), (row, found) => this.renderFound(row, found, told.network));
    this.joinNote.hidden = [...this.found.values()].every(row => row.join.hidden);
    renderRows(this.channels, this.channelRows, told.channels, channel => channel.name, () => this.makeChannel(), (row, channel) => this.renderChannel(row, channel));
  }

  makeFound() {
    const cells = cellsOf(FOUND);
    const name = html('bdi', { class: 'name' });
    const id = html('code', { class: 'id' });
    const belongs = html('code');
    const where = html('a', { target: '_blank', rel: 'noopener noreferrer' });
    const made = { row: rowOf(FOUND, cells), cells, name, id, belongs, where, network: '' };
    made.join = buttonPressedTwice(t('join'), t('reallyJoin'), () => ({ network: made.network }),
      (parameters, button) => this.act('join', parameters, button, t('joined', parameters.network, this.monitor ?? t('id'))));
    cells.device.append(name, id);
    cells.belongs.append(belongs);
    cells.where.append(where);
    cells.action.append(made.join);
    return made;
  }

  renderFound(row, found, own) {
    setText(row.name, found.name || t('nameless'));
    setText(row.id, found.id);
    row.network = found.network ?? '';
    setText(row.belongs, !found.network ? '–' : found.network === own ? t('thisOne') : found.network);
    setText(row.cells.store, storeOf(found));
    setText(row.where, found.address);
    const target = consoleOf(found);
    if (target) {
      row.where.href = target;
    } else {
      row.where.removeAttribute('href');
    }
    setText(row.cells.release, found.version ?? '–');
    setText(row.cells.channels, found.channels.join(', '));
    setText(row.cells.since, age(found.seen, this.api.now()));
    row.cells.since.title = time(found.seen);
    setText(row.cells.reason, found.objection ?? '');
    // Which network is this one's is not known while the store is away.
    row.join.hidden = !found.network || !own || found.network === own;
  }

  makeChannel() {
    const cells = cellsOf(CHANNEL);
    const how = html('span');
    cells.state.append(how);
    return { row: rowOf(CHANNEL, cells), cells, how };
  }

  renderChannel({ cells, how }, channel) {
    setText(cells.device, channel.name);
    setBadge(how, ...STATE[channel.state]);
    setText(cells.announced, channel.announced ? t('yes') : t('no'));
    setText(cells.number, count(channel.found));
    setText(cells.reason, channel.problem ?? '');
  }

  async act(action, parameters, button, done) {
    button.disabled = true;
    const problem = await post(this.actions, action, parameters);
    button.disabled = false;
    this.acting++;
    this.outcome.className = problem ? 'problem' : 'done';
    setText(this.outcome, problem || done);
    this.outcome.hidden = !problem && !done;
    await this.refresh();
  }
}
