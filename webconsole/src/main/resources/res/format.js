// SPDX-License-Identifier: Apache-2.0
import { language, t } from './l10n.js';

// Colour is never alone: each state has a sign and a word too.
export const STATES = ['down', 'unreachable', 'degraded', 'unknown', 'maintenance', 'up'];
const SIGNS = { down: '✕', unreachable: '⊘', degraded: '▲', unknown: '?', maintenance: '⚑', up: '✓' };

const numbers = [0, 1, 2, 3].map(digits => new Intl.NumberFormat(language, { maximumFractionDigits: digits }));
const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });

export function sign(state) {
  return SIGNS[state] ?? '·';
}

export function count(value) {
  return numbers[0].format(value);
}

export function milliseconds(value) {
  if (value === undefined) {
    return '–';
  }
  return `${numbers[value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0].format(value)} ms`;
}

export function share(value) {
  return value === undefined ? '–' : percent.format(value);
}

export function time(text) {
  return text === undefined ? '–' : moment.format(new Date(text));
}

export function tick(date, wholeDays) {
  return wholeDays ? day.format(date) : clock.format(date);
}

/** How long ago, in its two largest units. */
export function age(text, now) {
  if (text === undefined) {
    return '–';
  }
  const seconds = Math.max(0, Math.round((now - Date.parse(text)) / 1000));
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first < 0) {
    return t('justNow');
  }
  const [name, size] = units[first];
  const whole = `${Math.floor(seconds / size)} ${name}`;
  const [nextName, nextSize] = units[first + 1] ?? [];
  const rest = nextSize ? Math.floor((seconds % size) / nextSize) : 0;
  return rest > 0 ? `${whole} ${rest} ${nextName}` : whole;
}
