<?php
// SPDX-License-Identifier: Apache-2.0

/** Other monitors, as they announce themselves: everything of it is anybody's word. */
final class DimonFound
{
    /** The table of the monitors that this one has found. */
    public static function table(array $discovered, string $network): string
    {
        $found = DimonApi::all($discovered, 'found');
        if ($found === array()) {
            return DimonPage::alert('info', DimonPage::e(t('dimon_found_none')));
        }
        $heads = array('name', 'network', 'address', 'store', 'version', 'channels', 'seen', 'actions');
        $page = addTableHeader(array_map(function ($head) {
            return DimonPage::e(t('dimon_found_' . $head));
        }, $heads), array('class' => 'table table-striped'));
        foreach ($found as $monitor) {
            $page .= addTableRow(self::row($monitor, $network));
        }
        return $page . addTableFooter();
    }

    private static function row(array $monitor, string $network): array
    {
        $id = DimonValues::id(DimonApi::text($monitor, 'network'));
        $address = DimonValues::address(DimonApi::text($monitor, 'address'));
        $port = DimonValues::port(DimonApi::text($monitor, 'storePort'));
        $https = DimonValues::port(DimonApi::text($monitor, 'httpsPort'));
        $store = $address !== null && $port !== null && DimonApi::text($monitor, 'role') === 'offers' ? $address . ':' . $port : null;
        $named = preg_match('#^http://[^/@]+:([1-9]\d{0,4})(/[A-Za-z0-9._/-]{0,63})$#D', DimonApi::text($monitor, 'api'), $match) === 1;
        $objection = DimonApi::text($monitor, 'objection');
        $distance = DimonApi::text($monitor, 'distance');
        $name = "<span title='" . DimonPage::e(DimonApi::text($monitor, 'id')) . "'>" . DimonPage::e(DimonApi::text($monitor, 'name')) . '</span>';
        return array(
            $name . ($objection === '' ? '' : "<br><small class='text-warning'>" . DimonPage::e($objection) . '</small>'),
            DimonPage::e($id === null ? '–' : ($id === $network ? t('dimon_found_own') : substr($id, 0, 8) . '…')),
            DimonPage::e(DimonApi::text($monitor, 'address')),
            DimonPage::e(self::role(DimonApi::text($monitor, 'role')) . (is_numeric($distance) ? ' (' . round((float) $distance, 1) . ' ms)' : '')),
            DimonPage::e(DimonApi::text($monitor, 'version')),
            DimonPage::e(implode(', ', DimonApi::texts($monitor, 'channels'))),
            DimonPage::e(self::time(DimonApi::text($monitor, 'seen'))),
            self::actions($address, $named ? DimonValues::port($match[1]) : null, $named ? $match[2] : null, $https, $id === $network ? null : $id, $objection === '' ? $store : null),
        );
    }

    /** What can be done with a monitor; what is null is not offered. */
    public static function actions($address, $port, $api, $https, $network, $store): string
    {
        $buttons = '';
        if ($address !== null && $https !== null) {
            $buttons .= DimonPage::away('https://' . $address . ':' . $https . '/system/console/dimon', t('dimon_button_console'), 'info');
        }
        if ($address !== null && $port !== null && $api !== null) {
            $buttons .= DimonPage::away('http://' . $address . ':' . $port . rtrim($api, '/') . '/monitors', t('dimon_button_api'));
        }
        if ($network !== null) {
            $buttons .= DimonPage::link('join', t('dimon_button_join'), 'warning', array('network' => $network) + ($store === null ? array() : array('store' => $store)));
        }
        if ($store !== null && $network === null) {
            $buttons .= DimonPage::link('store', t('dimon_button_use'), 'success', array('address' => $store));
        }
        return $buttons;
    }

    public static function role(string $role): string
    {
        return in_array($role, array('none', 'uses', 'offers'), true) ? t('dimon_role_' . $role) : '';
    }

    /** In this host's time zone. */
    private static function time(string $text): string
    {
        $time = preg_match('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/', $text) ? strtotime($text) : false;
        return $time === false ? '' : date('Y-m-d H:i:s', $time);
    }
}
