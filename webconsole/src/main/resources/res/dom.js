// SPDX-License-Identifier: Apache-2.0
// Elements are made here and nowhere else: what comes from the network becomes text, never markup.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== undefined && value !== null) {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function html(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Changes a text only where it differs, so that a selection in the page survives. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Makes the children of an element those given, moving only what stands elsewhere. */
export function setChildren(element, children) {
  children.forEach((child, index) => {
    if (element.children[index] !== child) {
      element.insertBefore(child, element.children[index] ?? null);
    }
  });
  while (element.children.length > children.length) {
    element.lastElementChild.remove();
  }
}

/** Shows another picture in the place of one, which keeps the focus. */
export function setPicture(place, picture) {
  const focused = place.contains(document.activeElement);
  place.replaceChildren(picture);
  if (focused) {
    place.querySelector('svg')?.focus({ preventScroll: true });
  }
}
