// SPDX-License-Identifier: Apache-2.0
// Round-trip time as SmokePing draws it: the median as a line in the band from least to greatest; losses below, in red.
import { html, setText, svg } from './dom.js';
import { milliseconds, share, tick, time } from './format.js';
import { t } from './l10n.js';

const WIDTH = 420;
const HEIGHT = 220;
const LEFT = 52;
const RIGHT = 8;
const TOP = 10;
const BOTTOM = 150;
const LOSS_TOP = 162;
const LOSS_BOTTOM = 196;
const STEPS = [1, 2, 5];

function niceCeiling(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([...STEPS, 10].find(step => step * power >= value) ?? 10);
}

/** Times to write below: whole minutes, hours or days, five at most. */
function ticks(from, to) {
  const minute = 60000;
  const steps = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080].map(step => step * minute);
  const step = steps.find(candidate => (to - from) / candidate <= 5) ?? steps.at(-1);
  // Whole hours and days are those of the reader's place.
  const offset = new Date(from).getTimezoneOffset() * minute;
  const result = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at < to; at += step) {
    result.push(at);
  }
  return { result, wholeDays: step >= 1440 * minute };
}

/** Points that follow each other without a gap and with an answer. A device may be asked less often than the resolution. */
function runs(points, resolution) {
  const spaces = points.slice(1).map((point, index) => point.time - points[index].time).sort((a, b) => a - b);
  const gap = Math.max(resolution * 1.5, (spaces[Math.floor(spaces.length / 2)] ?? 0) * 2.5);
  const result = [];
  let last;
  for (const point of points) {
    if (point.median === undefined) {
      last = undefined;
      continue;
    }
    if (last === undefined || point.time - last > gap) {
      result.push([]);
    }
    result.at(-1).push(point);
    last = point.time;
  }
  return result;
}

function milliOf(duration) {
  const [, days, hours, minutes, seconds] = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration) ?? [];
  return ((Number(days ?? 0) * 24 + Number(hours ?? 0)) * 60 + Number(minutes ?? 0)) * 60000 + Number(seconds ?? 0) * 1000;
}

export function chart(series) {
  const from = Date.parse(series.from);
  const to = Date.parse(series.to);
  const resolution = milliOf(series.resolution);
  const points = series.points.map(point => ({ ...point, time: Date.parse(point.at) + resolution / 2 }));
  if (points.length === 0) {
    return html('p', { class: 'quiet' }, t('noPoint'));
  }
  const answered = points.filter(point => point.median !== undefined);
  const top = niceCeiling(Math.max(...answered.map(point => point.max), 0.1));
  const x = at => LEFT + (Math.min(Math.max(at, from), to) - from) / (to - from) * (WIDTH - LEFT - RIGHT);
  const y = value => BOTTOM - value / top * (BOTTOM - TOP);
  const xy = (at, value) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`;

  const counted = points.reduce((sum, point) => sum + point.count, 0);
  const lost = points.reduce((sum, point) => sum + point.lost, 0);
  const medians = answered.map(point => point.median).sort((a, b) => a - b);
  const summary = t('chartSummary',
    milliseconds(medians[Math.floor(medians.length / 2)]),
    milliseconds(answered.length ? Math.min(...answered.map(point => point.min)) : undefined),
    milliseconds(answered.length ? Math.max(...answered.map(point => point.max)) : undefined),
    share(counted ? lost / counted : undefined));

  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': summary });
  for (const value of [0, top / 2, top]) {
    picture.append(
      svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }),
      svg('text', { x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, milliseconds(value)));
  }
  const { result: times, wholeDays } = ticks(from, to);
  for (const at of times) {
    picture.append(
      svg('line', { class: 'grid', x1: x(at), x2: x(at), y1: TOP, y2: LOSS_BOTTOM }),
      svg('text', { x: x(at), y: HEIGHT - 6, 'text-anchor': 'middle' }, tick(at, wholeDays)));
  }
  for (const run of runs(points, resolution)) {
    const start = run[0].time - resolution / 2;
    const end = run.at(-1).time + resolution / 2;
    const upper = [xy(start, run[0].max), ...run.map(point => xy(point.time, point.max)), xy(end, run.at(-1).max)];
    const lower = [xy(start, run[0].min), ...run.map(point => xy(point.time, point.min)), xy(end, run.at(-1).min)];
    const middle = [xy(start, run[0].median), ...run.map(point => xy(point.time, point.median)), xy(end, run.at(-1).median)];
    picture.append(
      svg('polygon', { class: 'band', points: [...upper, ...lower.reverse()].join(' ') }),
      svg('polyline', { class: 'median', points: middle.join(' ') }));
  }
  picture.append(
    svg('text', { x: LEFT - 6, y: LOSS_BOTTOM - 12, 'text-anchor': 'end' }, t('loss')),
    svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: LOSS_BOTTOM, y2: LOSS_BOTTOM }));
  for (const point of points.filter(candidate => candidate.lost > 0)) {
    const height = Math.max(2, point.lost / point.count * (LOSS_BOTTOM - LOSS_TOP));
    const left = x(point.time - resolution / 2);
    picture.append(svg('rect', {
      class: 'lost', x: left, y: LOSS_BOTTOM - height, height, width: Math.max(1, x(point.time + resolution / 2) - left),
    }));
  }

  const cursor = svg('line', { class: 'cursor', y1: TOP, y2: LOSS_BOTTOM, visibility: 'hidden' });
  picture.append(cursor);
  const caption = html('p', { class: 'caption' }, summary);
  picture.addEventListener('pointermove', event => {
    const box = picture.getBoundingClientRect();
    const at = from + ((event.clientX - box.left) / box.width * WIDTH - LEFT) / (WIDTH - LEFT - RIGHT) * (to - from);
    const nearest = points.reduce((best, point) => (Math.abs(point.time - at) < Math.abs(best.time - at) ? point : best));
    cursor.setAttribute('x1', x(nearest.time));
    cursor.setAttribute('x2', x(nearest.time));
    cursor.setAttribute('visibility', 'visible');
    setText(caption, nearest.median === undefined
      ? `${time(nearest.at)}: ${share(nearest.lost / nearest.count)} ${t('lost')}`
      : `${time(nearest.at)}: ${t('median')} ${milliseconds(nearest.median)} (${milliseconds(nearest.min)} – ${milliseconds(nearest.max)}), `
        + `${share(nearest.lost / nearest.count)} ${t('lost')}`);
  });
  picture.addEventListener('pointerleave', () => {
    cursor.setAttribute('visibility', 'hidden');
    setText(caption, summary);
  });
  return html('div', { class: 'chart' }, picture, caption);
}
