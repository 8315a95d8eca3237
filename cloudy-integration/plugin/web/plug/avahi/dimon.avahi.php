<?php
// SPDX-License-Identifier: Apache-2.0

foreach (array('host', 'values', 'api', 'page', 'found') as $part) {
    require_once __DIR__ . '/../resources/dimon/' . $part . '.php';
}
unset($part);

addAvahi('dimon', 'fdimon');

/** The buttons beside a monitor of another node, in the GUI's search: they lead to forms of our pages, and do nothing themselves. */
function fdimon($dates)
{
    static $own = null;
    $said = is_array($dates) ? DimonValues::announcement(DimonApi::text($dates, 'txt')) : null;
    $address = DimonValues::address(DimonApi::text($dates, 'ip'));
    $port = DimonValues::port(DimonApi::text($dates, 'port'));
    if ($said === null || $address === null || $port === null) {
        return DimonPage::e(t('dimon_found_unreadable'));
    }
    if ($own === null) {
        $own = DimonHost::installed() ? array('id' => DimonApi::text(DimonApi::get('alive'), 'monitor'), 'network' => '') : array();
        if ($own !== array() && $own['id'] !== '') {
            $own['network'] = DimonApi::text(DimonApi::get('network'), 'id');
        }
    }
    if ($own !== array() && $own['id'] === $said['id']) {
        return DimonPage::e(t('dimon_found_self'));
    }
    $store = isset($said['store']) && strpos($said['store'], ':') !== false ? $address . ':' . substr($said['store'], strlen('antidote:')) : null;
    $network = isset($said['net']) && $own !== array() && $said['net'] !== $own['network'] ? $said['net'] : null;
    $buttons = DimonFound::actions(
        $address,
        $port,
        isset($said['api']) ? $said['api'] : '/api/v1',
        isset($said['https']) ? $said['https'] : null,
        $network,
        $own === array() ? null : $store
    );
    return $own === array() ? $buttons . DimonPage::link('', t('dimon_button_install'), 'success') : $buttons;
}
