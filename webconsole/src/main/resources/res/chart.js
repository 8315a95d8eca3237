// SPDX-License-Identifier: Apache-2.0
// Round-trip time as SmokePing draws it: the median as a line in the band from least to greatest; losses below, in red.
import { html, svg } from './dom.js';
import { milliseconds, share, time } from './format.js';
import { t } from './l10n.js';
import { axis, figure, LEFT, level, niceCeiling, RIGHT, runs, timeline, WIDTH } from './plot.js';

const HEIGHT = 220;
const TOP = 10;
const BOTTOM = 150;
const LOSS_TOP = 162;
const LOSS_BOTTOM = 196;

export function chart(series) {
  const times = axis(series, series.points);
  const { points, resolution, x } = times;
  if (points.length === 0) {
    return html('p', { class: 'quiet' }, t('noPoint'));
  }
  const answered = points.filter(point => point.median !== undefined);
  const top = niceCeiling(Math.max(...answered.map(point => point.max), 0.1));
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

  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', tabindex: 0, 'aria-label': summary });
  for (const value of [0, top / 2, top]) {
    level(picture, y(value), milliseconds(value));
  }
  timeline(picture, times, TOP, LOSS_BOTTOM, HEIGHT);
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

  return figure(picture, times, points.map(point => point.time), TOP, LOSS_BOTTOM, summary, index => {
    const point = points[index];
    return point.median === undefined
      ? `${time(point.at)}: ${share(point.lost / point.count)} ${t('lost')}`
      : `${time(point.at)}: ${t('median')} ${milliseconds(point.median)} (${milliseconds(point.min)} – ${milliseconds(point.max)}), `
        + `${share(point.lost / point.count)} ${t('lost')}`;
  });
}
