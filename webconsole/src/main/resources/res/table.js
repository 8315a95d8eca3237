// SPDX-License-Identifier: Apache-2.0
// Tables whose rows stay the same elements as long as what they show is there.
import { html, setChildren, setText } from './dom.js';
import { count, sign } from './format.js';
import { t } from './l10n.js';

/** Makes an element a badge: the colour of a state, its sign, and words. */
export function setBadge(element, tone, words) {
  element.className = `badge ${tone}`;
  element.firstChild ?? element.append(html('span', { class: 'sign', 'aria-hidden': 'true' }), html('span'));
  setText(element.firstChild, sign(tone));
  setText(element.lastChild, words);
}

export function table(name, columns, tbody) {
  return html('div', { class: 'scroll' }, html('table', { class: name },
    html('thead', {}, html('tr', {}, ...columns.map(([column, title]) => html('th', { scope: 'col', class: column }, title)))), tbody));
}

export function cellsOf(columns) {
  return Object.fromEntries(columns.map(([column, title]) => [column, html('td', { class: column, 'data-label': title })]));
}

export function rowOf(columns, cells) {
  return html('tr', {}, ...columns.map(([column]) => cells[column]));
}

export function lines(element, texts) {
  setChildren(element, texts.map((text, index) => {
    const line = element.children[index] ?? html('p');
    setText(line, text);
    return line;
  }));
  element.hidden = texts.length === 0;
}

/** Shows what there is, each in the row that it had; known are those rows. */
export function renderRows(known, tbody, all, keyOf, make, fill) {
  const keys = new Set();
  setChildren(tbody, all.map((each, index) => {
    const key = keyOf(each, index);
    keys.add(key);
    const row = known.get(key) ?? make();
    known.set(key, row);
    fill(row, each);
    return row.row;
  }));
  [...known.keys()].filter(key => !keys.has(key)).forEach(key => known.delete(key));
}

export function amount(number, one, several) {
  return number === 1 ? t(one) : t(several, count(number));
}

/**
 * A monitor in words: what it calls itself, which anybody may, and as much of its id as tells it apart. It stands in
 * sentences, which no invisible character of a name may turn round.
 */
export function monitorLabel({ id, name }) {
  const visible = name?.replace(/\p{Cf}/gu, '');
  return visible ? `${visible} (${id.slice(0, 12)})` : id.slice(0, 12);
}
