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

const PREFIXES = ['', 'k', 'M', 'G', 'T'];

export function bitsPerSecond(value) {
  if (value === undefined) {
    return '–';
  }
  // 999.6 is already a thousand.
  const prefix = PREFIXES.findIndex((_, index) => value < 999.5 * 1000 ** index || index === PREFIXES.length - 1);
  const scaled = value / 1000 ** prefix;
  return `${numbers[prefix === 0 || scaled >= 100 ? 0 : scaled < 10 ? 2 : 1].format(scaled)} ${PREFIXES[prefix]}bit/s`;
}

const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti'];

export function bytes(value) {
  if (value === undefined) {
    return '–';
  }
  const prefix = BINARY_PREFIXES.findIndex((_, index) => value < 1023.5 * 1024 ** index || index === BINARY_PREFIXES.length - 1);
  const scaled = value / 1024 ** prefix;
  return `${numbers[prefix === 0 || scaled >= 10 ? 0 : 1].format(scaled)} ${BINARY_PREFIXES[prefix]}B`;
}

/** A length of time in its two largest units. */
export function duration(seconds) {
  return units(seconds) ?? '0 s';
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
  return text === undefined ? '–' : units(Math.max(0, Math.round((now - Date.parse(text)) / 1000))) ?? t('justNow');
}

function units(seconds) {
  const sizes = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = sizes.findIndex(([, size]) => seconds >= size);
  if (first < 0) {
    return undefined;
  }
  const [name, size] = sizes[first];
  const whole = `${Math.floor(seconds / size)} ${name}`;
  const [nextName, nextSize] = sizes[first + 1] ?? [];
  const rest = nextSize ? Math.floor((seconds % size) / nextSize) : 0;
  return rest > 0 ? `${whole} ${rest} ${nextName}` : whole;
}
