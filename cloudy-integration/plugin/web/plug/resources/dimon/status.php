<?php
// SPDX-License-Identifier: Apache-2.0

/** The page of the installed monitor, and what its buttons do. */
final class DimonStatus
{
    const SECONDS = 60;
    const MOST_SECONDS = 3600;
    const LINES = 8;
    const STATES = array('up', 'down', 'unreachable', 'degraded', 'unknown', 'maintenance');
    const CHANNELS = array('working' => 'success', 'absent' => 'default', 'failing' => 'important');

    /** A command that is done at once, or within a minute. */
    public static function command(array $words, string $sentence): array
    {
        return DimonPage::done(DimonHost::run(array_merge(array('dimon'), $words), self::SECONDS), $sentence);
    }

    /** A command that takes longer; it has limits of its own, below this one. */
    public static function start(string $name, array $words): array
    {
        return self::startJob($name, array_merge(array('timeout', '-k', '10', (string) self::MOST_SECONDS, 'dimon'), $words));
    }

    /** On a small device with a slow link it takes hours. */
    public static function packages(string $name): array
    {
        return self::startJob($name, array('/bin/sh', __DIR__ . '/packages.sh', $name === 'install' ? 'install' : 'purge', DimonHost::PACKAGE));
    }

    private static function startJob(string $name, array $command): array
    {
        $wrong = DimonHost::startJob($name, $command);
        if ($wrong === '') {
            return DimonPage::home();
        }
        return DimonPage::failed(503, $wrong);
    }

    /** How the last long work goes, or went. */
    public static function job(): string
    {
        $job = DimonHost::job();
        $known = array('start', 'stop', 'restart', 'configure', 'antidote', 'install', 'uninstall');
        if ($job === null || !in_array($job['name'], $known, true)) {
            return '';
        }
        $name = DimonPage::e(t('dimon_job_' . $job['name']));
        if ($job['exit'] === null) {
            $page = $name . ' ' . DimonPage::e(sprintf(t('dimon_job_since'), self::duration($job['since'])));
            $page .= in_array($job['name'], array('install', 'uninstall'), true) ? ' ' . DimonPage::e(t('dimon_job_patience')) : '';
            $page .= $job['name'] === 'install' ? ' ' . DimonPage::e(t('dimon_job_interrupted')) : '';
            $page .= $job['output'] === '' ? '' : DimonPage::pre(substr($job['output'], -1000));
            return DimonPage::alert('info', $page) . DimonPage::again($job['since'] < 120 ? 3 : 15);
        }
        $came = $job['exit'] === 0 ? t('dimon_job_done') : DimonPage::failure($job['exit'], $job['name']);
        // What went well needs no more than its end: with Java, apt prints some hundred lines.
        $output = $job['exit'] === 0 ? implode("\n", array_slice(explode("\n", rtrim($job['output'])), -self::LINES)) : $job['output'];
        $page = $name . ' ' . DimonPage::e($came) . ($output === '' ? '' : DimonPage::pre($output));
        return DimonPage::alert($job['exit'] === 0 ? 'success' : 'error', $page . DimonPage::act('dismiss', t('dimon_button_dismiss')));
    }

    private static function duration(int $seconds): string
    {
        return sprintf('%d:%02d:%02d', intdiv($seconds, 3600), intdiv($seconds, 60) % 60, $seconds % 60);
    }

    public static function page(): string
    {
        $unit = DimonHost::unit();
        $self = $unit === 'inactive' || $unit === 'failed' ? null : DimonApi::self();
        $page = self::job() . self::health($unit, $self);
        $buttons = '';
        $discovered = null;
        if ($self !== null) {
            $discovered = DimonApi::get('discovered');
            $page .= self::devices($self) . self::console() . self::store($discovered) . self::announced($discovered) . self::antidote();
            $buttons .= DimonPage::act('stop', t('dimon_button_stop'), 'danger') . DimonPage::act('restart', t('dimon_button_restart'));
        } else {
            $buttons .= DimonPage::act('start', t('dimon_button_start'), 'success');
            $buttons .= $unit === 'inactive' ? '' : DimonPage::act('stop', t('dimon_button_stop'), 'danger');
        }
        $buttons .= DimonPage::link('settings', t('dimon_button_settings'), 'primary') . DimonPage::link('uninstall', t('dimon_button_uninstall'));
        return $page . DimonPage::part('dimon_service') . $buttons;
    }

    private static function health(string $unit, $self): string
    {
        if ($self !== null) {
            return DimonPage::alert('success', DimonPage::e(sprintf(t('dimon_running'), DimonApi::number($self, 'watches'))));
        }
        if ($unit === 'active' || $unit === 'activating' || $unit === 'reloading') {
            return DimonPage::alert('warning', DimonPage::e(t('dimon_starting'))) . DimonPage::again(5);
        }
        return DimonPage::alert('error', DimonPage::e(t($unit === 'failed' ? 'dimon_broken' : 'dimon_stopped')));
    }

    private static function devices($self): string
    {
        $devices = DimonApi::get('devices?limit=0');
        $states = $devices !== null && isset($devices['states']) && is_array($devices['states']) ? $devices['states'] : array();
        $total = 0;
        $cells = array();
        foreach (self::STATES as $state) {
            $count = DimonApi::number($states, $state);
            $total += $count;
            if ($count > 0) {
                $cells[] = DimonPage::e(t('dimon_state_' . $state)) . ': <strong>' . $count . '</strong>';
            }
        }
        $page = DimonPage::part('dimon_devices');
        $page .= $total === 0 ? par(DimonPage::e(t('dimon_devices_none'))) : par(DimonPage::e(sprintf(t('dimon_devices_network'), $total)) . ' ' . implode(', ', $cells));
        return $page . (DimonApi::text($self, 'standing') === 'waiting' ? DimonPage::alert('warning', DimonPage::e(t('dimon_waiting'))) : '');
    }

    private static function console(): string
    {
        $settings = DimonHost::settings();
        $page = DimonPage::part('dimon_console');
        if ($settings['https-port'] === '0') {
            $page .= DimonPage::alert('warning', DimonPage::e(t('dimon_console_off')));
        } else {
            $page .= par(DimonPage::e(t('dimon_console_warning'))) . DimonPage::later('dimon-certificate', 'certificate', t('dimon_console_fingerprint'));
            $page .= DimonPage::away('https://' . DimonPage::host() . ':' . $settings['https-port'] . '/system/console/dimon', t('dimon_button_console'), 'info');
        }
        return $page . DimonPage::act('password', t('dimon_button_password'))
            . DimonPage::away('http://' . DimonPage::host() . ':' . $settings['http-port'] . '/api/v1/monitors', t('dimon_button_api'));
    }

    private static function store($discovered): string
    {
        $store = DimonApi::get('store');
        $page = DimonPage::part('dimon_store');
        $links = DimonApi::all($store, 'links');
        if ($store === null) {
            return $page . DimonPage::alert('warning', DimonPage::e(t('dimon_api_away')));
        }
        if ($links === array()) {
            $page .= par(DimonPage::e(t('dimon_store_alone')));
        }
        foreach ($links as $link) {
            $trust = DimonApi::text($link, 'trust');
            $problem = DimonApi::text($link, 'problem');
            $known = in_array($trust, array('away', 'doubted', 'trusted'), true) ? t('dimon_trust_' . $trust) : '';
            $page .= DimonPage::alert($trust === 'trusted' ? 'success' : 'warning', DimonPage::e(DimonApi::text($link, 'name') . ': ' . $known . ($problem === '' ? '' : '. ' . $problem)));
        }
        return $page . self::proposal($discovered) . DimonPage::link('found', t('dimon_button_found'), 'info') . DimonPage::link('store', t('dimon_button_store'))
            . DimonPage::link('join', t('dimon_button_network'));
    }

    private static function proposal($discovered): string
    {
        $proposal = is_array($discovered) && isset($discovered['proposal']) ? $discovered['proposal'] : null;
        $address = DimonValues::address(DimonApi::text($proposal, 'address'));
        $port = DimonValues::port(DimonApi::text($proposal, 'storePort'));
        if ($address === null || $port === null) {
            return '';
        }
        return DimonPage::alert('info', DimonPage::e(sprintf(t('dimon_store_proposal'), $address . ':' . $port)) . ' '
            . DimonPage::act('store', t('dimon_button_use'), 'success', array('address' => $address . ':' . $port)));
    }

    private static function announced($discovered): string
    {
        $page = DimonPage::part('dimon_announcement');
        if ($discovered === null) {
            return $page . DimonPage::alert('warning', DimonPage::e(t('dimon_api_away')));
        }
        $announced = isset($discovered['announced']) && $discovered['announced'] === true;
        $channels = DimonApi::all($discovered, 'channels');
        // What was asked for is one thing, where it has come to pass another.
        $somewhere = in_array(true, array_column($channels, 'announced'), true);
        $page .= par(DimonPage::e(t(!$announced ? 'dimon_unannounced' : ($somewhere ? 'dimon_announced' : 'dimon_announced_nowhere'))));
        foreach ($channels as $channel) {
            $state = DimonApi::text($channel, 'state');
            $kind = isset(self::CHANNELS[$state]) ? self::CHANNELS[$state] : 'default';
            $name = DimonApi::text($channel, 'name');
            $problem = DimonApi::text($channel, 'problem');
            // What avahi-ps announces is found by Serf and mDNS.
            $text = $state === 'working' && $name === 'avahi-ps' ? 'announcing' : $state;
            $page .= "<div><span class='label label-" . $kind . "'>" . DimonPage::e($name) . '</span> '
                . DimonPage::e(isset(self::CHANNELS[$state]) ? sprintf(t('dimon_channel_' . $text), DimonApi::number($channel, 'found')) : '')
                . ($problem === '' ? '' : ' ' . DimonPage::e($problem)) . "</div>\n";
        }
        return $page . '<br>' . ($announced
            ? DimonPage::act('unpublish', t('dimon_button_unpublish'), 'warning')
            : DimonPage::act('publish', t('dimon_button_publish'), 'success'));
    }

    private static function antidote(): string
    {
        if (!DimonHost::hasDocker()) {
            return '';
        }
        return DimonPage::part('dimon_antidote') . par(DimonPage::e(t('dimon_antidote_text')))
            . DimonPage::later('dimon-antidote', 'antidote', t('dimon_antidote_asking'))
            . DimonPage::act('antidote', t('dimon_button_antidote_start'), 'success', array('wanted' => 'start'))
            . DimonPage::act('antidote', t('dimon_button_antidote_stop'), 'default', array('wanted' => 'stop'));
    }

    /** The form to join a network; what it shows at first came by the address, and may be from anywhere. */
    public static function join(string $network, string $store): string
    {
        $id = DimonValues::id($network);
        $stores = DimonValues::stores($store);
        $page = DimonPage::title('dimon_join_subtitle') . par(DimonPage::e(t('dimon_join_text'))) . DimonPage::form('join');
        $page .= DimonPage::input('network', t('dimon_field_network'), $id === null ? '' : $id, t('dimon_tooltip_network'), array('maxlength' => '32', 'size' => '40', 'required' => 'required', 'style' => 'width:22em;max-width:100%'));
        $page .= DimonPage::input('store', t('dimon_field_store'), $stores === null ? '' : $stores[0], t('dimon_tooltip_store'), array('maxlength' => '260'));
        $page .= DimonPage::back() . addSubmit(array('label' => DimonPage::e(t('dimon_button_join')), 'class' => 'btn btn-warning')) . endForm();
        return $page . par('') . DimonPage::act('join', t('dimon_button_join_own'), 'default', array('network' => 'own'));
    }

    /** The form to take a store; as above. */
    public static function stores(string $address): string
    {
        $stores = DimonValues::stores($address);
        $page = DimonPage::title('dimon_store_subtitle') . par(DimonPage::e(t('dimon_store_text'))) . self::proposal(DimonApi::get('discovered'));
        $page .= DimonPage::form('store');
        $page .= DimonPage::input('address', t('dimon_field_store'), $stores === null ? '' : implode(' ', $stores), t('dimon_tooltip_stores'), array('required' => 'required', 'maxlength' => '400', 'style' => 'width:22em;max-width:100%'));
        $page .= DimonPage::back() . addSubmit(array('label' => DimonPage::e(t('dimon_button_use')), 'class' => 'btn btn-success')) . endForm();
        return $page . par('') . DimonPage::act('store', t('dimon_button_store_own'), 'default', array('own' => 'yes'));
    }
}
