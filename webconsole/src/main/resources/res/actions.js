// SPDX-License-Identifier: Apache-2.0
// What the page asks the monitor to do.
import { html, setText } from './dom.js';
import { t } from './l10n.js';

const TIMEOUT = 15000;
export const ARMED_FOR = 5000;

/** Why it was not done, in words; empty when it was. */
export async function post(address, action, parameters) {
  try {
    const response = await fetch(location.origin + address, {
      method: 'POST',
      headers: { 'X-Dimon-Action': action },
      body: new URLSearchParams(parameters),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return response.ok ? '' : (await response.text()).slice(0, 1000);
  } catch (error) {
    return t('notDone', error.message);
  }
}

/** The second half of a double click answers no question, and undoes nothing, that came up with the first half. */
export function onPress(button, act) {
  button.addEventListener('click', event => event.detail > 1 || act());
}

/** A button that is pressed twice, with the same parameters: what others announce may change between two clicks. */
export function buttonPressedTwice(words, question, parametersOf, act) {
  let armed = 0;
  let meant;
  const button = html('button', { type: 'button' }, words);
  const isArmed = () => Date.now() - armed < ARMED_FOR;
  const label = () => setText(button, isArmed() ? question : words);
  onPress(button, () => {
    const parameters = parametersOf();
    const now = JSON.stringify(parameters);
    const sure = isArmed() && now === meant;
    armed = sure ? 0 : Date.now();
    meant = now;
    label();
    if (sure) {
      act(parameters, button);
    } else {
      setTimeout(label, ARMED_FOR);
    }
  });
  return button;
}
